using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContactNetwork.Cli.Profiles;

/// <summary>Which node, which issuer, whose login. Read from a JSON file; relative paths are relative to that file.</summary>
internal sealed record Profile
{
    public const string Variable = "CONTACT_NETWORK_PROFILE";
    public const string FolderVariable = "CONTACT_NETWORK_CONFIG";
    private const string DefaultName = "default";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The node's people's port, <c>https://host:port</c>.</summary>
    public required Uri Node { get; init; }

    /// <summary>PEM file of the authority that vouches for the node; the system's when absent.</summary>
    public string? CaFile { get; init; }

    /// <summary>The OpenID issuer that people log in at.</summary>
    public required Uri Issuer { get; init; }

    /// <summary>PEM file of the authority that vouches for the issuer; the system's when absent.</summary>
    public string? IssuerCaFile { get; init; }

    /// <summary>The tool's client id at the issuer.</summary>
    public string ClientId { get; init; } = "cn";

    /// <summary>What a login asks for.</summary>
    public string Scope { get; init; } = "openid profile offline_access contact-network";

    /// <summary>File with a program's secret; then the profile is a program's, not a person's.</summary>
    public string? ClientSecretFile { get; init; }

    /// <summary>What a program asks for.</summary>
    public string MachineScope { get; init; } = "contact-network";

    /// <summary>File with one ready access token, e.g. of another tool; then nobody logs in.</summary>
    public string? AccessTokenFile { get; init; }

    /// <summary>The node's country; asked of the node when absent.</summary>
    public string? Country { get; init; }

    /// <summary>Where the login is kept; a file named after the profile under the person's state folder when absent.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>The fingerprint of the network's first roster, 64 hexadecimal digits; taken from the first local copy of the directory when absent.</summary>
    public string? Anchor { get; init; }

    /// <summary>Where the local copy of the directory is kept; a folder named after the profile under the person's state folder when absent.</summary>
    public string DirectoryFolder { get; init; } = "";

    /// <summary>The file this was read from.</summary>
    [JsonIgnore]
    public string Path { get; init; } = "";

    /// <summary>The folder that holds the profiles known by name.</summary>
    public static string ConfigFolder(Surroundings surroundings)
    {
        if (surroundings.Variable(FolderVariable) is { Length: > 0 } folder) return folder;
        string home = surroundings.Variable("XDG_CONFIG_HOME") is { Length: > 0 } given
            ? given
            : System.IO.Path.Combine(surroundings.HomeFolder, ".config");
        return System.IO.Path.Combine(home, "contact-network");
    }

    /// <summary>Finds and reads a profile.</summary>
    /// <exception cref="CliException">There is none, or it is wrong; says what to do.</exception>
    public static Profile Load(Surroundings surroundings, string? chosen)
    {
        string path = Find(surroundings, chosen);
        if (!File.Exists(path))
        {
            throw CliException.Usage(
                $"There is no profile {path}.",
                "Ask your operator for one, or name another with --profile FILE. docs/capabilities/cli.md shows what it holds.");
        }

        try
        {
            Profile profile = JsonSerializer.Deserialize<Profile>(File.ReadAllText(path), Json) ?? throw new JsonException("it is empty");
            profile = profile.Rooted(path, surroundings);
            ProfileCheck.Check(profile);
            return profile;
        }
        catch (JsonException failure)
        {
            string line = failure.LineNumber is { } number ? $", line {number + 1}" : "";
            throw CliException.Usage($"The profile {path}{line} is wrong: {failure.Message}", "docs/capabilities/cli.md shows what a profile holds.");
        }
    }

    private static string Find(Surroundings surroundings, string? chosen)
    {
        string name = chosen ?? surroundings.Variable(Variable) ?? DefaultName;
        if (name.Length == 0) name = DefaultName;
        bool isFile = name.Contains(System.IO.Path.DirectorySeparatorChar) || name.EndsWith(".json", StringComparison.Ordinal);
        return System.IO.Path.GetFullPath(isFile ? name : System.IO.Path.Combine(ConfigFolder(surroundings), name + ".json"));
    }

    private Profile Rooted(string path, Surroundings surroundings)
    {
        string folder = System.IO.Path.GetDirectoryName(path)!;
        string? Root(string? file) => file is null ? null : System.IO.Path.GetFullPath(file, folder);
        string state = surroundings.Variable("XDG_STATE_HOME") is { Length: > 0 } given
            ? given
            : System.IO.Path.Combine(surroundings.HomeFolder, ".local", "state");
        string name = $"{System.IO.Path.GetFileNameWithoutExtension(path)}-{Digest.Short(path)}";
        return this with
        {
            Path = path,
            CaFile = Root(CaFile),
            IssuerCaFile = Root(IssuerCaFile),
            ClientSecretFile = Root(ClientSecretFile),
            AccessTokenFile = Root(AccessTokenFile),
            TokenFile = TokenFile.Length > 0 ? Root(TokenFile)! : System.IO.Path.Combine(state, "contact-network", "logins", name + ".json"),
            DirectoryFolder = DirectoryFolder.Length > 0 ? Root(DirectoryFolder)! : System.IO.Path.Combine(state, "contact-network", "directory", name),
        };
    }
}
