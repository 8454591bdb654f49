using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Testing;
using ContactNetwork.V1;

namespace ContactNetwork.Network.Tests;

/// <summary>The keys of a busy node are rotated by the real commands while it files and receives.</summary>
public sealed class KeyLifeTests(SharedLab shared)
{
    private const int FiledAtLeast = 10;
    private static readonly TimeSpan Travel = TimeSpan.FromSeconds(60);

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
        int before = KeyCeremony.RefusalsIn(xa.Node.LogFile) + KeyCeremony.RefusalsIn(xb.Node.LogFile);

        // 1. Traffic, from now to the end of the rotation.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<List<string>> filing = KeyCeremony.FileAsync(requesting, ends.Token);

        // 2. Prepare and announce a signing key and an authority; then put them to use.
        await KeyCeremony.KeysAsync(lab, "prepare", "signing");
        string formerAuthority = (await KeyCeremony.KeysAsync(lab, "prepare", "authority")).GetProperty("authorities")[0].GetProperty("id").GetString()!;
        await KeyCeremony.PublishAsync(lab, requesting);
        await KeyCeremony.KeysAsync(lab, "activate", "authority", "--after", "0");
        await KeyCeremony.KeysAsync(lab, "activate", "signing", "--after", "0");
        await KeyCeremony.KeysAsync(lab, "taint", formerKey);
        string fresh = NodeCredentials.Load(trust).SigningKey.Public.KeyId;
        await UntilSignedWithAsync(requesting, fresh);
        await KeyCeremony.PublishAsync(lab, requesting);
        await UntilMetAsync(requesting, former);

        // 3. When connections have moved, withdraw the former ones.
        await Task.Delay(ChannelLimits.RetiredMax + TimeSpan.FromSeconds(5), Cancellation);
        await KeyCeremony.KeysAsync(lab, "withdraw", formerKey);
        await KeyCeremony.KeysAsync(lab, "withdraw", formerAuthority);
        await KeyCeremony.PublishAsync(lab, requesting);
        await ends.CancelAsync();

        // 4. All that was filed has arrived, and no side has refused the other anything.
        List<string> filed = await filing;
        Assert.True(filed.Count >= FiledAtLeast, $"Only {filed.Count} requests were filed.");
        foreach (string reference in filed)
            await requested.WaitAsync(reference, _ => true, Deadlines.OverSockets, "received");
        Assert.Equal(before, KeyCeremony.RefusalsIn(xa.Node.LogFile) + KeyCeremony.RefusalsIn(xb.Node.LogFile));
        NodeCredentials now = NodeCredentials.Load(trust);
        Assert.NotEqual(former.Thumbprint, now.Certificate.Thumbprint);
        Assert.NotEqual(former.Issuer + formerKey, now.Certificate.Issuer + now.SigningKey.Public.KeyId);
    }

    private static Task UntilReachableAsync(CountryView view) => Eventually.Async(
        async () => (await KeyCeremony.PeerAsync(view)).Reachability == PeerReachability.Reachable, Travel, Cancellation, "XA reaches XB");

    // The new certificate was met by XA: its end differs from the former's.
    private static Task UntilMetAsync(CountryView view, X509Certificate2 former) => Eventually.Async(
        async () => (await KeyCeremony.PeerAsync(view)).CertificateExpireTime.ToDateTimeOffset() != (DateTimeOffset)former.NotAfter, Travel, Cancellation, "XA has met the new certificate");

    private static Task UntilSignedWithAsync(CountryView view, string keyId) => Eventually.Async(
        async () =>
        {
            BoardRow row = await view.FileAsync(Requests.New(), Deadlines.OverSockets);
            GetPreservationResponse seen = await view.WaitAsync(row.Reference, one => one.Row.DeliverTime is not null, Deadlines.OverSockets, "delivered");
            return seen.History.Any(step => step.SigningKeyId == keyId);
        },
        Travel, Cancellation, "XB signs with its new key");
}
