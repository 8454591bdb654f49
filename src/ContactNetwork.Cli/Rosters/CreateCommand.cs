using System.CommandLine;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Rosters;

/// <summary><c>cn roster create</c>: drafts the first roster of a network.</summary>
internal static class CreateCommand
{
    private static readonly Option<string> Network = new("--network") { Description = "The network's id: lower-case letters, digits and hyphens.", Required = true };
    private static readonly Option<string?> RealmOption = new Option<string?>("--realm") { Description = "The realm. Default: operational." }.AcceptOnlyFromAmong("operational", "exercise");
    private static readonly Option<string[]> Authorities = new("--authority") { Description = "An authority key as HOLDER=FILE with the public half; repeat for each.", Required = true };
    private static readonly Option<int> Threshold = new("--threshold") { Description = "How many of them must sign; more than half.", Required = true };
    private static readonly Option<int> Days = new("--days") { Description = "After how many days the roster should be replaced.", DefaultValueFactory = _ => Drafting.DaysDefault };

    public static Command Create(Surroundings surroundings) =>
        new Command("create", "Found a network: draft its first roster.") { Drafting.Folder, Network, RealmOption, Authorities, Threshold, Days }
            .Runs(surroundings, (session, _) => Task.FromResult(Run(session)));

    private static int Run(Session session)
    {
        NetworkFolder folder = Drafting.Open(session);
        if (folder.Current is not null || folder.Draft is not null)
            throw new CliException(ExitCodes.Conflict, "NETWORK_EXISTS", $"{folder.Path} holds a network already.", "Name another folder, or drop the draft with cn roster discard.");
        int days = session.Parse.GetValue(Days);
        if (days is < 1 or > Drafting.DaysMax) throw CliException.Usage($"--days must be 1 to {Drafting.DaysMax}.");
        string network = session.Parse.GetRequiredValue(Network);
        if (!SpiffeId.IsNetworkId(network)) throw CliException.Usage("--network must be lower-case letters, digits and hyphens.");
        int threshold = session.Parse.GetRequiredValue(Threshold);
        string[] authorities = session.Parse.GetRequiredValue(Authorities);
        if (threshold > authorities.Length || threshold * 2 <= authorities.Length)
            throw CliException.Usage($"--threshold must be more than half of the {authorities.Length} authority keys, and at most all.");
        DateTimeOffset now = session.Surroundings.Time.GetUtcNow();
        return Drafting.Keep(session, folder, new NetworkRoster
        {
            NetworkId = network,
            Realm = session.Parse.GetValue(RealmOption) == "exercise" ? Realm.Exercise : Realm.Operational,
            Version = 1,
            CreateTime = Timestamp.FromDateTimeOffset(now),
            ExpireTime = Timestamp.FromDateTimeOffset(now.AddDays(days)),
            Threshold = (uint)threshold,
            AuthorityKeys = { authorities.Select(Drafting.ReadAuthority) },
        });
    }
}
