namespace ContactNetwork.LocalPostgres;

/// <summary>The shell scripts that travel inside this assembly.</summary>
internal static class Scripts
{
    public static string Supervise { get; } = Read("supervise.sh");

    public static string Initialize { get; } = Read("initialize.sh");

    private static string Read(string name)
    {
        using Stream stream = typeof(Scripts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script {name} is missing from the assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
