using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Mail;
using ContactNetwork.LocalPostgres;

namespace ContactNetwork.Lab;

/// <summary>
/// A small real network on this machine: PostgreSQL, and per country a database, an OpenID provider and a national node,
/// each a process of its own, all ended by <see cref="DisposeAsync"/> or, if this process is killed, by the kernel.
/// <list type="number">
/// <item>the record of an earlier start is read, or ports are chosen;</item>
/// <item>PostgreSQL and the mail sink start;</item>
/// <item>keys, certificates, the roster and key sets are made, once;</item>
/// <item>each country's provider is prepared, its people made, once, with random passwords;</item>
/// <item>providers and nodes start, and are waited for.</item>
/// </list>
/// </summary>
public sealed class LabNetwork : IAsyncDisposable
{
    private const int YearsOfKeys = 2;
    private readonly LabOptions _options;
    private readonly FileStream _lock;
    private readonly SortedDictionary<string, LabCountry> _countries = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private LabRecord _record = null!;
    private LabDatabases? _databases;
    private MailSink? _mail;

    private LabNetwork(LabOptions options, FileStream held)
    {
        _options = options;
        _lock = held;
    }

    /// <summary>The countries, by code.</summary>
    public IReadOnlyDictionary<string, LabCountry> Countries => _countries;

    /// <summary>The mail server that the nodes page by.</summary>
    public MailSink Mail => _mail ?? throw new InvalidOperationException("The lab has not started.");

    /// <summary>The private PostgreSQL; null when the lab uses a server that was named to it.</summary>
    public PrivatePostgres? Postgres => _databases?.Own;

    /// <summary>Where everything is kept.</summary>
    public string Folder => _options.Folder;

    /// <summary>Where the people's profiles are, for <c>CONTACT_NETWORK_CONFIG</c>.</summary>
    public string ProfilesFolder => Path.Combine(Folder, LabFolders.ProfilesFolder);

    /// <summary>Says that this start made the network, rather than going on with one.</summary>
    public bool IsNew { get; private set; }

    /// <summary>One country.</summary>
    public LabCountry Country(string code) => _countries[code];

    /// <summary>Starts a network, or goes on with the one in the folder.</summary>
    /// <exception cref="LabException">It could not be started; nothing is left running.</exception>
    public static async Task<LabNetwork> StartAsync(LabOptions options, CancellationToken cancellation)
    {
        PrivateFiles.CreateFolder(options.Folder);
        var lab = new LabNetwork(options, Hold(options.Folder));
        try
        {
            await lab.BeginAsync(cancellation);
            return lab;
        }
        catch (PostgresUnavailableException failure)
        {
            await lab.DisposeAsync();
            throw new LabException(failure.Message, failure);
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>The network's documents and, in labs only, every authority's key, as <c>cn roster</c> takes them.</summary>
    public string NetworkFolder => Path.Combine(Folder, "network");

    /// <summary>Where a country's node keeps whom it trusts.</summary>
    public string TrustFolder(string code) => new LabFolders(Folder, code).Trust;

    /// <summary>Runs <c>cn</c> as somebody without a profile, e.g. a key holder.</summary>
    public static Task<Processes.RunResult> CnAsync(CancellationToken cancellation, params string[] arguments)
    {
        ProcessStartInfo start = Processes.Programs.Start(Processes.Programs.Cli, arguments);
        start.WorkingDirectory = Directory.GetCurrentDirectory();
        return Processes.RunResult.RunAsync(start, null, cancellation);
    }

    /// <summary>Starts one more country, which joins by the commands of <c>cn</c> while its provider starts.</summary>
    /// <param name="code">The country.</param>
    /// <param name="makeKeys">
    /// Is given the country's own folder and an address for other nodes to reach it by; leaves <c>trust</c> and <c>data</c>
    /// there, and answers the address that its key set names.
    /// </param>
    /// <param name="join">Makes it a member.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<LabCountry> AddAsync(
        string code, Func<string, Uri, Task<Uri>> makeKeys, Func<Task> join, CancellationToken cancellation)
    {
        var folders = new LabFolders(Folder, code);
        CountryRecord record = LabRecord.PlanAnother();
        Uri endpoint = await makeKeys(folders.Home, new Uri($"https://127.0.0.1:{record.LinkPort}"));
        record = record with { LinkPort = endpoint.Port };
        ServerCertificates.Make(code, folders.Servers, _options.Time.GetUtcNow());
        Task<LabCountry> preparing = PrepareCountryAsync(code, record, cancellation);
        await Task.WhenAll(join(), preparing);
        _record.Save(Folder);
        LabCountry country = await preparing;
        await StartNodeAsync(country, cancellation);
        return country;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_countries.Values.Select(async country => await country.DisposeAsync()));
        if (_mail is not null) await _mail.DisposeAsync();
        if (_databases is not null)
        {
            if (_options.IsTemporary) await _databases.DropAsync(_countries.Keys);
            await _databases.DisposeAsync();
        }

        await _lock.DisposeAsync();
        if (_options.IsTemporary && Directory.Exists(_options.Folder)) Directory.Delete(_options.Folder, recursive: true);
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        // 1. What there is.
        LabRecord? known = LabRecord.Load(_options.Folder);
        IsNew = known is null;
        _record = known ?? LabRecord.Plan(_options.Countries);
        if (known?.TakenPort() is { } port)
            throw new LabException($"Port {port}, which this lab uses, is taken by another program. End that program, or start afresh: rm -rf {_options.Folder}");

        // 2. PostgreSQL and mail.
        TimeSpan began = _clock.Elapsed;
        _databases = await LabDatabases.OpenAsync(_options, _record, cancellation);
        Tell("PostgreSQL", _databases.Place, began);
        began = _clock.Elapsed;
        _mail = MailSink.Start(_record.MailPort, Path.Combine(_options.Folder, "mail"), _options.Time);
        Tell("mail server of the lab", $"127.0.0.1:{_mail.Port}", began);

        // 3. Keys and documents.
        EnsureNetwork();

        // 4. and 5. Each country by itself, side by side.
        await Task.WhenAll(_record.Countries.Keys.Select(country => BeginCountryAsync(country, cancellation)));
    }

    private void EnsureNetwork()
    {
        TimeSpan began = _clock.Elapsed;
        string folder = NetworkFolder;
        if (!IsNew && Directory.Exists(folder)) return;
        DateTimeOffset now = _options.Time.GetUtcNow();
        using FoundedNetwork network = FoundedNetwork.Found(new FoundingPlan(
            NodeSettings.NetworkId,
            Realm.Operational,
            [.. _record.Countries.Select(country => new PlannedCountry(
                country.Key, LabOptions.CountryNames[country.Key], new Uri($"https://127.0.0.1:{country.Value.LinkPort}"))),
                .. _options.OtherMembers],
            now,
            now.AddYears(YearsOfKeys) - now));
        network.Save(folder);
        foreach (string country in _record.Countries.Keys)
        {
            var folders = new LabFolders(_options.Folder, country);
            network.SaveForNode(country, folders.Trust);
            ServerCertificates.Make(country, folders.Servers, now);
        }

        Tell("authorities, certificates and roster", $"anchor {network.Documents.Anchor.Hex[..16]}…", began);
    }

    private async Task BeginCountryAsync(string code, CancellationToken cancellation)
    {
        LabCountry country = await PrepareCountryAsync(code, _record.Countries[code], cancellation);
        SaveWhenComplete();
        await StartNodeAsync(country, cancellation);
    }

    private async Task<LabCountry> PrepareCountryAsync(string code, CountryRecord record, CancellationToken cancellation)
    {
        TimeSpan began = _clock.Elapsed;
        var folders = new LabFolders(_options.Folder, code);
        string connectionString = await _databases!.EnsureAsync(code, cancellation);
        var identity = new LabIdentity(folders, record, connectionString, _options);
        identity.Prepare(Probe.IsWellAsync);
        ImmutableArray<LabCredential> credentials = [];
        if (record.People.IsEmpty)
        {
            (ImmutableArray<PersonRecord> people, credentials) = await identity.MakePeopleAsync(cancellation);
            record = record with { People = people };
            lock (_countries) _record = _record.With(code, record);
        }

        var country = new LabCountry(folders, record, identity, credentials, connectionString, _options);
        lock (_countries) _countries[code] = country;
        var settings = new NodeSettings(folders, record, _options);
        settings.Write(connectionString, identity.Issuer, _record.MailPort);
        settings.WriteProfiles(country.PeopleAddress, identity.Issuer);
        await country.Identity.StartAsync(cancellation);
        Tell($"identity provider of {code} {country.Name}", country.Issuer.ToString(), began);
        return country;
    }

    private async Task StartNodeAsync(LabCountry country, CancellationToken cancellation)
    {
        TimeSpan began = _clock.Elapsed;
        await country.Node.StartAsync(cancellation);
        Tell($"national node of {country.Code} {country.Name}", country.PeopleAddress.ToString(), began);
    }

    private void SaveWhenComplete()
    {
        lock (_countries)
        {
            // Only a complete record is kept: a first start that was cut short begins anew.
            if (_record.Countries.Values.All(country => !country.People.IsEmpty)) _record.Save(_options.Folder);
        }
    }

    private void Tell(string what, string where, TimeSpan began) => _options.Progress?.Invoke(new LabStep(what, where, _clock.Elapsed - began));

    private static FileStream Hold(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lab.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
        {
            throw new LabException($"Another lab runs in {folder}; end it first.", failure);
        }
    }
}
