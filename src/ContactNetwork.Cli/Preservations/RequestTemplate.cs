namespace ContactNetwork.Cli.Preservations;

/// <summary>The commented example that <c>cn preservation file --template</c> prints; tests read it back.</summary>
internal static class RequestTemplate
{
    public static string Text { get; } = Load();

    private static string Load()
    {
        using Stream stream = typeof(RequestTemplate).Assembly.GetManifestResourceStream("request-template.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
