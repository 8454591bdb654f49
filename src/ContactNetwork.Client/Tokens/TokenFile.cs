using System.Text.Json;

namespace ContactNetwork.Client.Tokens;

/// <summary>Keeps a login between runs, in a file that only its owner can read (0600).</summary>
/// <param name="path">Where.</param>
public sealed class TokenFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Reads the login; null when there is none or the file is damaged (then one logs in again).</summary>
    public TokenSet? Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<TokenSet>(File.ReadAllText(path), Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the login: a new file beside it, then renamed, so that a reader never sees half of it.</summary>
    public void Write(TokenSet tokens)
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        string draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options)) JsonSerializer.Serialize(stream, tokens, Json);

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Forgets the login. Says whether there was one.</summary>
    public bool Delete()
    {
        bool wasThere = File.Exists(path);
        File.Delete(path);
        return wasThere;
    }
}
