using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Tests;

/// <summary>A network of three countries with every key at hand.</summary>
internal static class TestNetwork
{
    public const string Id = "lab";

    public static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static FoundedNetwork Found(string networkId = Id, Realm realm = Realm.Operational) =>
        FoundedNetwork.Found(new FoundingPlan(
            networkId,
            realm,
            [
                new("XA", "Avalonia", new Uri("https://127.0.0.1:5102")),
                new("XB", "Belmaria", new Uri("https://127.0.0.1:5202")),
                new("XC", "Carnadia", new Uri("https://127.0.0.1:5302")),
            ],
            Now,
            TimeSpan.FromDays(90))
        {
            Backdating = TimeSpan.FromHours(2),
        });

    public static TrustSnapshot SnapshotFor(this FoundedNetwork network, string country) =>
        network.SnapshotFor(country, Id, Realm.Operational);

    public static TrustSnapshot Accepted(TrustOffer offer) => Assert.IsType<TrustOffer.Accepted>(offer).Snapshot;

    public static NetworkRoster NextRoster(TrustSnapshot trust) =>
        TrustDocuments.Next(trust.Rosters.Current!, Now, TimeSpan.FromDays(90));

    /// <summary>The view after the next roster puts a member into another state.</summary>
    public static TrustSnapshot WithState(this TrustSnapshot trust, FoundedNetwork network, string country, MemberState state)
    {
        NetworkRoster next = NextRoster(trust);
        next.Members.Single(member => member.Country == country).State = state;
        return Accepted(trust.OfferRoster(network.SignRoster(next)));
    }

    /// <summary>The view after a member's next key set names these endpoints.</summary>
    public static TrustSnapshot WithEndpoints(this TrustSnapshot trust, FoundedNetwork network, string country, params Uri[] endpoints)
    {
        KeySet next = TrustDocuments.Next(trust.FindMember(country)!.Keys!, Now);
        next.Endpoints.Clear();
        next.Endpoints.Add(endpoints.Select(endpoint => endpoint.GetLeftPart(UriPartial.Authority)));
        return Accepted(trust.OfferKeySet(TrustDocuments.Sign(next, network.Countries[country].CountryKey)));
    }

    /// <summary>Another certificate for a country's node.</summary>
    public static X509Certificate2 IssueTo(string country, CountryAuthority authority) =>
        authority.IssueNode(Id, country, NodeNames.Loopback, Now.AddMinutes(-1), Now.AddDays(9));
}
