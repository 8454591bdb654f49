using System.CommandLine;
using ContactNetwork.Cli.Profiles;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Client;
using ContactNetwork.Client.Tokens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli;

/// <summary>What one command has at hand: the profile, the node, the screen.</summary>
internal sealed class Session : IDisposable
{
    private readonly List<IDisposable> _held = [];
    private Profile? _profile;
    private NodeClient? _node;

    public Session(Surroundings surroundings, ParseResult parse)
    {
        Surroundings = surroundings;
        Parse = parse;
        IsJson = parse.GetValue(GlobalOptions.Json);
        Screen = new Screen(surroundings, surroundings.Output);
        Notices = new Screen(surroundings, surroundings.Error);
    }

    public Surroundings Surroundings { get; }

    public ParseResult Parse { get; }

    public bool IsJson { get; }

    /// <summary>Where results are drawn.</summary>
    public Screen Screen { get; }

    /// <summary>Where notices are drawn that are no result.</summary>
    public Screen Notices { get; }

    public Profile Profile => _profile ??= Profile.Load(Surroundings, Parse.GetValue(GlobalOptions.Profile));

    public NodeClient Node => _node ??= Connect();

    /// <summary>Makes the issuer's client; it ends with the session.</summary>
    public OpenIdProvider Issuer()
    {
        var provider = new OpenIdProvider(Profile.Issuer, Profile.IssuerCaFile);
        _held.Add(provider);
        return provider;
    }

    /// <summary>The node's country in lower case, as resource names spell it.</summary>
    public async Task<string> CountryAsync(CancellationToken cancellation)
    {
        string? country = Profile.Country;
        country ??= (await Node.Node.GetNodeStatusAsync(new GetNodeStatusRequest(), cancellationToken: cancellation)).Country;
        return country.ToLowerInvariant();
    }

    public void Dispose()
    {
        _node?.Dispose();
        foreach (IDisposable held in _held) held.Dispose();
    }

    private NodeClient Connect() => new(
        new NodeClientOptions { Address = Profile.Node, CaFile = Profile.CaFile, Time = Surroundings.Time }, Tokens());

    private ITokenSource Tokens()
    {
        if (Profile.AccessTokenFile is { } file) return new FixedTokenSource(File.ReadAllText(file).Trim());
        ITokenSource source = Profile.ClientSecretFile is { } secret
            ? new ClientCredentialsTokenSource(
                Issuer(), Profile.ClientId, File.ReadAllText(secret).Trim(), Profile.MachineScope, Surroundings.Time)
            : new CachedTokenSource(new TokenFile(Profile.TokenFile), Issuer(), Surroundings.Time);
        _held.Add((IDisposable)source);
        return source;
    }
}

/// <summary>Joins a command with its code.</summary>
internal static class CommandRunning
{
    /// <summary>Runs the code with a session of its own; the code returns the exit code.</summary>
    public static Command Runs(this Command command, Surroundings surroundings, Func<Session, CancellationToken, Task<int>> code)
    {
        command.SetAction(async (parse, cancellation) =>
        {
            using var session = new Session(surroundings, parse);
            return await code(session, cancellation);
        });
        return command;
    }
}
