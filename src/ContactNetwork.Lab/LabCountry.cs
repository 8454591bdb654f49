using System.Diagnostics;
using System.Text.Json;
using ContactNetwork.Client;
using ContactNetwork.Client.Tokens;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Links;
using ContactNetwork.Lab.Processes;
using ContactNetwork.LocalPostgres;

namespace ContactNetwork.Lab;

/// <summary>One country of a lab: its node, its provider, its people, its line to the others.</summary>
public sealed class LabCountry : IAsyncDisposable
{
    private readonly LabFolders _folders;
    private readonly CountryRecord _record;
    private readonly LabIdentity _identity;
    private readonly LabOptions _options;
    private readonly Dictionary<string, LabCredential> _credentials;

    internal LabCountry(
        LabFolders folders, CountryRecord record, LabIdentity identity, IEnumerable<LabCredential> credentials, string connectionString, LabOptions options)
    {
        _folders = folders;
        _record = record;
        _identity = identity;
        _options = options;
        _credentials = credentials.ToDictionary(credential => credential.Name);
        ConnectionString = connectionString;
        Link = LabLink.Start(record.LinkPort, record.PeersPort);
        Node = new LabProcess(
            $"node of {folders.Country}",
            folders.NodeLog,
            () => options.NodeProgram is { } program
                ? Programs.StartFile(program, [.. options.NodeArguments, "--config", folders.NodeSettings])
                : Programs.Start(Programs.Node, "--config", folders.NodeSettings),
            cancellation => Probe.IsWellAsync(new Uri(OperationsAddress, "health/ready"), null, cancellation),
            options.ReadyMax);
    }

    /// <summary>The country's code.</summary>
    public string Code => _folders.Country;

    /// <summary>The country's name.</summary>
    public string Name => LabOptions.CountryNames[Code];

    /// <summary>The national node.</summary>
    public LabProcess Node { get; }

    /// <summary>The OpenID provider.</summary>
    public LabProcess Identity => _identity.Process;

    /// <summary>The line that other countries reach the node by.</summary>
    public LabLink Link { get; }

    /// <summary>The database of node and provider.</summary>
    public string ConnectionString { get; }

    /// <summary>The node's people's port.</summary>
    public Uri PeopleAddress => new($"https://127.0.0.1:{_record.PeoplePort}/");

    /// <summary>The node's peers' port, as the key set names it: the line in front of it.</summary>
    public Uri PeersAddress => new($"https://127.0.0.1:{_record.LinkPort}/");

    /// <summary>The node's operations port.</summary>
    public Uri OperationsAddress => new($"http://127.0.0.1:{_record.OperationsPort}/");

    /// <summary>The authority of the certificates that people's programs meet, PEM.</summary>
    public string PeopleCaFile => _folders.PeopleCa;

    /// <summary>The provider's issuer.</summary>
    public Uri Issuer => _identity.Issuer;

    /// <summary>Passwords made by this start; empty when the people were there already.</summary>
    public IReadOnlyCollection<LabCredential> NewCredentials => _credentials.Values;

    /// <summary>The file to name with <c>cn --profile</c>.</summary>
    public string Profile(string person) => _folders.Profile(person);

    /// <summary>The name of that profile.</summary>
    public string ProfileName(string person) => _folders.ProfileName(person);

    /// <summary>The name that colleagues see.</summary>
    public string DisplayName(string person) => Find(person).DisplayName;

    /// <summary>Runs <c>cn</c> as a person.</summary>
    public Task<RunResult> CnAsync(string person, CancellationToken cancellation, params string[] arguments) =>
        RunResult.RunAsync(CnStart(person, arguments), null, cancellation);

    /// <summary>
    /// Describes another replica of the node: the same database and data folder, its own ports. Other countries don't reach
    /// it, because their line leads to the first. The caller starts and disposes it.
    /// </summary>
    public LabReplica Replica()
    {
        (int people, int peers, int operations) = (LoopbackPorts.Free(), LoopbackPorts.Free(), LoopbackPorts.Free());
        var process = new LabProcess(
            $"second node of {Code}",
            _folders.NodeLog + ".second",
            () => Programs.Start(
                Programs.Node, "--config", _folders.NodeSettings, "--Ports:People", $"127.0.0.1:{people}",
                "--Ports:Peers", $"127.0.0.1:{peers}", "--Ports:Operations", $"127.0.0.1:{operations}"),
            cancellation => Probe.IsWellAsync(new Uri($"http://127.0.0.1:{operations}/health/ready"), null, cancellation),
            _options.ReadyMax);
        return new LabReplica(process, new Uri($"https://127.0.0.1:{people}/"));
    }

    /// <summary>Makes a client of the node as a person; the person must be logged in. The caller disposes both.</summary>
    /// <param name="person">The person.</param>
    /// <param name="replica">Another replica to talk to; null for the node.</param>
    public LabClient Connect(string person, LabReplica? replica = null)
    {
        var provider = new OpenIdProvider(Issuer, _folders.PeopleCa);
        var tokens = new CachedTokenSource(new TokenFile(_folders.Login(person)), provider, _options.Time);
        return new LabClient(
            new NodeClient(new NodeClientOptions { Address = replica?.PeopleAddress ?? PeopleAddress, CaFile = _folders.PeopleCa, Time = _options.Time }, tokens), tokens, provider);
    }

    /// <summary>Logs a person in, unless an earlier login still holds: runs <c>cn login</c> and fills in the provider's pages.</summary>
    /// <exception cref="LabException">It failed.</exception>
    public async Task LoginAsync(string person, CancellationToken cancellation)
    {
        RunResult me = await CnAsync(person, cancellation, "people", "me", "--json");
        if (me.ExitCode == 0) return;
        if (!_credentials.TryGetValue(person, out LabCredential? credential))
            _credentials[person] = credential = await _identity.ResetPasswordAsync(Find(person), cancellation);
        ProcessStartInfo start = CnStart(person, "login", "--json");
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process login = await Spawner.StartAsync(start);
        try
        {
            string challenge = await login.StandardOutput.ReadLineAsync(cancellation)
                ?? throw new LabException($"cn login: {(await login.StandardError.ReadToEndAsync(cancellation)).Trim()}");
            using var form = new DeviceForm(_folders.PeopleCa);
            using JsonDocument shown = JsonDocument.Parse(challenge);
            await form.AllowAsync(new Uri(shown.RootElement.GetProperty("verificationUriComplete").GetString()!), person, credential.Password, cancellation);
            await login.WaitForExitAsync(cancellation);
            if (login.ExitCode != 0) throw new LabException($"cn login: {(await login.StandardError.ReadToEndAsync(cancellation)).Trim()}");
        }
        finally
        {
            if (!login.HasExited) login.Kill();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Identity.DisposeAsync();
        await Link.DisposeAsync();
    }

    private ProcessStartInfo CnStart(string person, params string[] arguments)
    {
        ProcessStartInfo start = Programs.Start(Programs.Cli, ["--profile", Profile(person), .. arguments]);
        start.WorkingDirectory = Directory.GetCurrentDirectory();
        return start;
    }

    private PersonRecord Find(string person) => _record.People.Single(one => one.Name == person);
}

/// <summary>Another replica of a country's node.</summary>
/// <param name="Process">Its process.</param>
/// <param name="PeopleAddress">Its people's port.</param>
public sealed record LabReplica(LabProcess Process, Uri PeopleAddress) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process.DisposeAsync();
}

/// <summary>A client of a node as one person, with what it holds.</summary>
/// <param name="Client">The client.</param>
/// <param name="Tokens">The person's tokens.</param>
/// <param name="Provider">The person's issuer.</param>
public sealed record LabClient(NodeClient Client, CachedTokenSource Tokens, OpenIdProvider Provider) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        Tokens.Dispose();
        Provider.Dispose();
    }
}
