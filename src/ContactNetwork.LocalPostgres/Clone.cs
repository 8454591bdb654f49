namespace ContactNetwork.LocalPostgres;

/// <summary>Finds the folders of the clone that a program runs from.</summary>
public static class Clone
{
    private const string RootMark = "ContactNetwork.sln";

    /// <summary>
    /// The root of the clone: the nearest folder with the solution above the program or the current folder,
    /// or <c>null</c> when neither is inside a clone.
    /// </summary>
    public static string? Root { get; } = FindRoot(AppContext.BaseDirectory) ?? FindRoot(Directory.GetCurrentDirectory());

    /// <summary>The git-ignored folder for what belongs to this machine only; under the current folder outside a clone.</summary>
    public static string LocalFolder { get; } = Path.Combine(Root ?? Directory.GetCurrentDirectory(), ".local");

    private static string? FindRoot(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, RootMark)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
