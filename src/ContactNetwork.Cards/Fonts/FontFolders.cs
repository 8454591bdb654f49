namespace ContactNetwork.Cards.Fonts;

/// <summary>Where fonts are looked for: the folders that fontconfig and the systems themselves use.</summary>
internal static class FontFolders
{
    public static IEnumerable<string> Known()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (home.Length > 0)
        {
            yield return Path.Combine(home, ".fonts");
            yield return Path.Combine(home, ".local", "share", "fonts");
            yield return Path.Combine(home, "Library", "Fonts");
        }

        if (Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } own) yield return Path.Combine(own, "fonts");
        string shared = Environment.GetEnvironmentVariable("XDG_DATA_DIRS") is { Length: > 0 } given ? given : "/usr/local/share:/usr/share";
        foreach (string folder in shared.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) yield return Path.Combine(folder, "fonts");
        yield return "/usr/local/share/fonts";
        yield return "/usr/share/fonts";
        yield return "/Library/Fonts";
        yield return "/System/Library/Fonts";
        string windows = Environment.GetFolderPath(Environment.SpecialFolder.Fonts);
        if (windows.Length > 0) yield return windows;
    }

    /// <summary>The font files below the folders, the first folder's first. Folders that can't be read count as empty.</summary>
    public static IEnumerable<string> Files(IEnumerable<string> folders)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = DepthMax };
        return folders
            .Where(Directory.Exists)
            .Distinct(StringComparer.Ordinal)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", options).Order(StringComparer.Ordinal))
            .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".ttf" or ".otf" or ".ttc");
    }

    private const int DepthMax = 6;
}
