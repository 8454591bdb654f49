using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Processes;
using ContactNetwork.Testing;
using ContactNetwork.V1;

namespace ContactNetwork.Network.Tests;

/// <summary>The keys of a busy node are rotated by the real commands while it files and receives.</summary>
public sealed class KeyLifeTests(SharedLab shared)
{
    private const int FiledAtLeast = 10;
    private static readonly TimeSpan Travel = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    // A handshake, a call or a dispatch that one side refused, a call that failed, a lane that stopped.
    private static readonly string[] Losses = [.. new[] { 2100, 3012, 3018, 3022, 3023, 3024 }.Select(id => $"\"EventId\":{id},")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_certificate_and_signing_key_of_a_busy_node_is_rotated_and_nothing_is_refused()
    {
        LabNetwork lab = await shared.StartedAsync();
        (LabCountry xa, LabCountry xb) = (lab.Country("XA"), lab.Country("XB"));
        using var requesting = new CountryView(xa, LabPeople.Officer);
        using var requested = new CountryView(xb, LabPeople.Duty);
        await UntilReachableAsync(requesting);
        string trust = lab.TrustFolder("XB");
        using X509Certificate2 former = NodeCredentials.Load(trust).Certificate;
        string formerKey = NodeCredentials.Load(trust).SigningKey.Public.KeyId;
        int before = RefusalsIn(xa.Node.LogFile) + RefusalsIn(xb.Node.LogFile);

        // 1. Traffic, from now to the end of the rotation.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<List<string>> filing = FileAsync(requesting, ends.Token);

        // 2. Prepare and announce a signing key and an authority; then put them to use.
        await KeysAsync(lab, "prepare", "signing");
        string formerAuthority = (await KeysAsync(lab, "prepare", "authority")).GetProperty("authorities")[0].GetProperty("id").GetString()!;
        await PublishAsync(lab, requesting);
        await KeysAsync(lab, "activate", "authority", "--after", "0");
        await KeysAsync(lab, "activate", "signing", "--after", "0");
        await KeysAsync(lab, "taint", formerKey);
        string fresh = NodeCredentials.Load(trust).SigningKey.Public.KeyId;
        await UntilSignedWithAsync(requesting, fresh);
        await PublishAsync(lab, requesting);
        await UntilMetAsync(requesting, former);

        // 3. When connections have moved, withdraw the former ones.
        await Task.Delay(ChannelLimits.RetiredMax + TimeSpan.FromSeconds(5), Cancellation);
        await KeysAsync(lab, "withdraw", formerKey);
        await KeysAsync(lab, "withdraw", formerAuthority);
        await PublishAsync(lab, requesting);
        await ends.CancelAsync();

        // 4. All that was filed has arrived, and no side has refused the other anything.
        List<string> filed = await filing;
        Assert.True(filed.Count >= FiledAtLeast, $"Only {filed.Count} requests were filed.");
        foreach (string reference in filed)
            await requested.WaitAsync(reference, _ => true, Deadlines.OverSockets, "received");
        Assert.Equal(before, RefusalsIn(xa.Node.LogFile) + RefusalsIn(xb.Node.LogFile));
        NodeCredentials now = NodeCredentials.Load(trust);
        Assert.NotEqual(former.Thumbprint, now.Certificate.Thumbprint);
        Assert.NotEqual(former.Issuer + formerKey, now.Certificate.Issuer + now.SigningKey.Public.KeyId);
    }

    private static async Task<List<string>> FileAsync(CountryView requesting, CancellationToken ends)
    {
        var filed = new List<string>();
        while (!ends.IsCancellationRequested)
        {
            filed.Add((await requesting.FileAsync(Requests.New(), Deadlines.OverSockets)).Reference);
            await Task.Delay(Between, ends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return filed;
    }

    // Signs the draft as XB's country and waits until XA has the key set.
    private static async Task PublishAsync(LabNetwork lab, CountryView seer)
    {
        JsonElement draft = (await KeysAsync(lab, "show")).GetProperty("draft");
        await KeysAsync(
            lab, "sign", "--country-key", Path.Combine(lab.NetworkFolder, "XB", FoundedCountry.CountryKeyFile),
            "--yes", "--confirm-digest", draft.GetProperty("digest").GetString()!);
        long version = draft.GetProperty("version").GetInt64();
        await Eventually.Async(async () => (await PeerAsync(seer)).KeySetVersion == version, Travel, Cancellation, $"XA has key set {version} of XB");
    }

    private static async Task<JsonElement> KeysAsync(LabNetwork lab, string command, params string[] arguments)
    {
        RunResult run = await LabNetwork.CnAsync(
            Cancellation, ["keys", command, .. arguments, "--trust", lab.TrustFolder("XB"), "--country", "XB", "--json"]);
        using JsonDocument document = JsonDocument.Parse(run.Checked($"cn keys {command}").Output);
        return document.RootElement.Clone();
    }

    private static async Task<Peer> PeerAsync(CountryView view) =>
        (await view.Node.Peers.GetPeerAsync(new GetPeerRequest { Name = view.Name("peers", "xb") }, cancellationToken: Cancellation)).Peer;

    private static Task UntilReachableAsync(CountryView view) => Eventually.Async(
        async () => (await PeerAsync(view)).Reachability == PeerReachability.Reachable, Travel, Cancellation, "XA reaches XB");

    // The new certificate was met by XA: its end differs from the former's.
    private static Task UntilMetAsync(CountryView view, X509Certificate2 former) => Eventually.Async(
        async () => (await PeerAsync(view)).CertificateExpireTime.ToDateTimeOffset() != (DateTimeOffset)former.NotAfter, Travel, Cancellation, "XA has met the new certificate");

    private static Task UntilSignedWithAsync(CountryView view, string keyId) => Eventually.Async(
        async () =>
        {
            BoardRow row = await view.FileAsync(Requests.New(), Deadlines.OverSockets);
            GetPreservationResponse seen = await view.WaitAsync(row.Reference, one => one.Row.DeliverTime is not null, Deadlines.OverSockets, "delivered");
            return seen.History.Any(step => step.SigningKeyId == keyId);
        },
        Travel, Cancellation, "XB signs with its new key");

    private static int RefusalsIn(string logFile)
    {
        using var stream = new FileStream(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        int count = 0;
        while (reader.ReadLine() is { } line)
        {
            // A machine that is busy with something else may be slow; that is no fault of the rotation.
            if (Losses.Any(name => line.Contains(name, StringComparison.Ordinal)) && !line.Contains("TOO_SLOW", StringComparison.Ordinal)) count++;
        }

        return count;
    }
}
