using System.Text.Json;
using ContactNetwork.Client;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Processes;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Network.Tests;

/// <summary>
/// The keys that people keep off the node are rotated by the real commands while the node files and receives: directory keys
/// and the country key. No call fails, and no sheet is refused.
/// </summary>
public sealed class OfflineKeyTests(SharedLab shared)
{
    private static readonly TimeSpan Travel = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_directory_keys_of_a_busy_node_are_rotated_and_no_sheet_is_refused()
    {
        LabNetwork lab = await shared.StartedAsync();
        await using Traffic traffic = await Traffic.BeginAsync(lab);
        await lab.Country("XB").LoginAsync(LabPeople.Lead, Cancellation);
        using var manager = new CountryView(lab.Country("XB"), LabPeople.Lead);
        using FoundedNetwork network = FoundedNetwork.Load(lab.NetworkFolder);
        PrivateKey[] former = [.. network.Countries["XB"].DirectoryKeys];
        await PublishAsync(manager, traffic.Requesting, "+999201000001", former);

        // 1. Two new keepers make a key each, sealed; a key set announces both, the next puts them to use in the former ones' place.
        string folder = Directory.CreateTempSubdirectory("directory-keys-").FullName;
        SealedKey[] made = [await KeyCeremony.NewKeyAsync(folder, "directory-3"), await KeyCeremony.NewKeyAsync(folder, "directory-4")];
        PrivateKey[] fresh = [.. made.Select(key => key.Open())];
        foreach (SealedKey key in made)
            await KeyCeremony.KeysAsync(lab, "prepare", "directory", "--public-key", key.PublicFile);
        await KeyCeremony.PublishAsync(lab, traffic.Requesting);
        // One keeper of each pair may sign together meanwhile.
        await PublishAsync(manager, traffic.Requesting, "+999201000002", former[0], fresh[0]);
        foreach (PrivateKey key in fresh)
            await KeyCeremony.KeysAsync(lab, "activate", key.Public.KeyId);
        foreach (PrivateKey key in former)
            await KeyCeremony.KeysAsync(lab, "taint", key.Public.KeyId);
        await KeyCeremony.PublishAsync(lab, traffic.Requesting);
        await PublishAsync(manager, traffic.Requesting, "+999201000003", fresh);

        // 2. The former ones are withdrawn: they confirm nothing any more, and what they had confirmed stays in force.
        foreach (PrivateKey key in former)
            await KeyCeremony.KeysAsync(lab, "withdraw", key.Public.KeyId);
        await KeyCeremony.PublishAsync(lab, traffic.Requesting);
        ContactNetworkException refused = await Assert.ThrowsAsync<ContactNetworkException>(
            () => PublishAsync(manager, traffic.Requesting, "+999201000004", former));
        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
        await PublishAsync(manager, traffic.Requesting, "+999201000005", fresh);

        // 3. Nobody was refused anything, and no sheet.
        await traffic.EndAsync();
        foreach (string country in new[] { "XA", "XB" })
            Assert.Equal(0, await CountryStore.CountAsync(lab.Country(country), "select count(*) from node.refused_sheet", Cancellation));
        foreach ((int index, PrivateKey key) in fresh.Index())
            await File.WriteAllTextAsync(Path.Combine(lab.NetworkFolder, "XB", FoundedCountry.DirectoryKeyFile(index + 1)), key.ToPem(), Cancellation);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_country_key_of_a_busy_node_is_replaced_by_the_roster_and_nothing_is_refused()
    {
        LabNetwork lab = await shared.StartedAsync();
        await using Traffic traffic = await Traffic.BeginAsync(lab);
        string folder = Directory.CreateTempSubdirectory("country-key-").FullName;
        SealedKey made = await KeyCeremony.NewKeyAsync(folder, "country");
        SealedKey keepers = await KeyCeremony.NewKeyAsync(folder, "directory");

        // 1. Two holders of authority keys replace the country key; the roster travels. The key set in force stays so.
        JsonElement draft = await KeyCeremony.CnAsync("roster", "change", "XB", "--country-key", made.PublicFile, "--folder", lab.NetworkFolder);
        long roster = draft.GetProperty("draft").GetProperty("version").GetInt64();
        long keySet = (await KeyCeremony.PeerAsync(traffic.Requesting)).KeySetVersion;
        await KeyCeremony.SignRosterAsync(lab, draft, "XA", "XB");
        await Eventually.Async(
            async () => (await KeyCeremony.PeerAsync(traffic.Requesting)).RosterVersion == roster, Travel, Cancellation, "XA knows that XB has the roster");
        Assert.Equal(keySet, (await KeyCeremony.PeerAsync(traffic.Requesting)).KeySetVersion);
        await traffic.GoesOnAsync();

        // 2. The former key signs no key set any more; the new one does, again and again.
        await KeyCeremony.KeysAsync(lab, "prepare", "directory", "--public-key", keepers.PublicFile);
        string digest = (await KeyCeremony.KeysAsync(lab, "show")).GetProperty("draft").GetProperty("digest").GetString()!;
        RunResult former = await LabNetwork.CnAsync(
            Cancellation,
            "keys", "sign", "--country-key", KeyCeremony.CountryKeyOf(lab), "--yes", "--confirm-digest", digest,
            "--trust", lab.TrustFolder("XB"), "--country", "XB", "--json");
        Assert.NotEqual(0, former.ExitCode);
        await KeyCeremony.PublishAsync(lab, traffic.Requesting, made.File, made.PassphraseFile);
        await traffic.GoesOnAsync();
        await KeyCeremony.KeysAsync(lab, "withdraw", keepers.Open().Public.KeyId);
        await KeyCeremony.PublishAsync(lab, traffic.Requesting, made.File, made.PassphraseFile);
        Assert.Equal(keySet + 2, (await KeyCeremony.PeerAsync(traffic.Requesting)).KeySetVersion);
        await traffic.GoesOnAsync();

        await traffic.EndAsync();
        await File.WriteAllTextAsync(KeyCeremony.CountryKeyOf(lab), made.Open().ToPem(), Cancellation);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Publishes XB's next sheet, with another number, and waits until XA holds it.</summary>
    private static async Task PublishAsync(CountryView manager, CountryView seer, string number, params PrivateKey[] keys)
    {
        ReadSheet? current = await FindAsync(manager);
        Sheet sheet = SheetDrafts.Follow(LabSheets.Content("XB", "Belmaria", number), current, TimeProvider.System.GetUtcNow());
        Envelope signed = EnvelopeSigner.Sign(PayloadType.Sheet, sheet, keys);
        await manager.Node.Contacts.PublishSheetAsync(
            new PublishSheetRequest { RequestId = Guid.NewGuid().ToString(), Payload = signed.Payload, Signatures = { signed.Signatures } },
            cancellationToken: Cancellation);
        await Eventually.Async(
            async () => await FindAsync(seer) is { } there && there.Version == sheet.Version, Travel, Cancellation, $"XA holds sheet {sheet.Version} of XB");
    }

    private static async Task<ReadSheet?> FindAsync(CountryView view)
    {
        try
        {
            GetSheetResponse found = await view.Node.Contacts.GetSheetAsync(
                new GetSheetRequest { Name = view.Name("sheets", "xb") }, cancellationToken: Cancellation);
            return ReadSheet.Of(found.Envelope).Sheet;
        }
        catch (ContactNetworkException missing) when (missing.Code == StatusCode.NotFound || CountryView.IsPassing(missing))
        {
            return null;
        }
    }

    /// <summary>Filings from XA to XB without a pause, and what both nodes had to refuse meanwhile.</summary>
    private sealed class Traffic : IAsyncDisposable
    {
        private const int FiledAtLeast = 10;
        private readonly LabNetwork _lab;
        private readonly CountryView _requested;
        private readonly CancellationTokenSource _ends = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        private readonly Task<List<string>> _filing;
        private readonly int _refusalsBefore;

        private Traffic(LabNetwork lab)
        {
            _lab = lab;
            Requesting = new CountryView(lab.Country("XA"), LabPeople.Officer);
            _requested = new CountryView(lab.Country("XB"), LabPeople.Duty);
            _refusalsBefore = Refusals();
            _filing = KeyCeremony.FileAsync(Requesting, _ends.Token);
        }

        public CountryView Requesting { get; }

        public static async Task<Traffic> BeginAsync(LabNetwork lab)
        {
            using (var seer = new CountryView(lab.Country("XA"), LabPeople.Officer))
            {
                await Eventually.Async(
                    async () => (await KeyCeremony.PeerAsync(seer)).Reachability == PeerReachability.Reachable, Travel, Cancellation, "XA reaches XB");
            }

            var traffic = new Traffic(lab);
            await traffic.GoesOnAsync();
            return traffic;
        }

        /// <summary>One more goes the whole way.</summary>
        public async Task GoesOnAsync()
        {
            BoardRow row = await Requesting.FileAsync(Requests.New(), Deadlines.OverSockets);
            await Requesting.WaitAsync(row.Reference, one => one.Row.DeliverTime is not null, Deadlines.OverSockets, "delivered");
        }

        /// <summary>All that was filed has arrived, and no side has refused the other anything.</summary>
        public async Task EndAsync()
        {
            await _ends.CancelAsync();
            List<string> filed = await _filing;
            Assert.True(filed.Count >= FiledAtLeast, $"Only {filed.Count} requests were filed.");
            foreach (string reference in filed)
                await _requested.WaitAsync(reference, _ => true, Deadlines.OverSockets, "received");
            Assert.Equal(_refusalsBefore, Refusals());
        }

        public async ValueTask DisposeAsync()
        {
            await _ends.CancelAsync();
            await ((Task)_filing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _requested.Dispose();
            Requesting.Dispose();
            _ends.Dispose();
        }

        private int Refusals() =>
            KeyCeremony.RefusalsIn(_lab.Country("XA").Node.LogFile) + KeyCeremony.RefusalsIn(_lab.Country("XB").Node.LogFile);
    }
}
