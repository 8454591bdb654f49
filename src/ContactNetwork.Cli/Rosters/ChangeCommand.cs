using System.CommandLine;
using ContactNetwork.Cli.Keys;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Rosters;

/// <summary><c>cn roster change</c>: changes a member's name, key or suspension, or the authority itself.</summary>
internal static class ChangeCommand
{
    private static readonly Argument<string?> Country = new("country") { Description = "The member to change; none changes the network itself.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Name = new("--name") { Description = "The member's name in English." };
    private static readonly Option<string?> CountryKey = new("--country-key") { Description = "A file with the member's new country key, public half." };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Ends the member's suspension." };
    private static readonly Option<string[]> AddAuthority = new("--add-authority") { Description = "A further authority key as HOLDER=FILE." };
    private static readonly Option<string[]> RemoveAuthority = new("--remove-authority") { Description = "The id of an authority key that goes; its beginning is enough." };
    private static readonly Option<int?> Threshold = new("--threshold") { Description = "How many authority keys must sign." };
    private static readonly Option<int?> Days = new("--days") { Description = "After how many days the roster should be replaced." };

    public static Command Create(Surroundings surroundings) =>
        new Command("change", "Change a member, or the authority keys, threshold and expiry.")
        {
            Country, Name, CountryKey, Resume, AddAuthority, RemoveAuthority, Threshold, Days, Drafting.Folder,
        }.Runs(surroundings, (session, _) => Task.FromResult(Run(session)));

    private static int Run(Session session)
    {
        NetworkFolder folder = Drafting.Open(session);
        NetworkRoster draft = Drafting.Next(session, folder);
        if (session.Parse.GetValue(Country) is { } country)
            ChangeMember(session, Drafting.Find(draft, country));
        else
            ChangeAuthority(session, draft);
        return Drafting.Keep(session, folder, draft);
    }

    private static void ChangeMember(Session session, Member member)
    {
        if (session.Parse.GetValue(Name) is { } name) member.DisplayName = name;
        if (session.Parse.GetValue(CountryKey) is { } file) member.CountryKey = KeyFiles.ReadPublic(file).PublicKey;
        if (!session.Parse.GetValue(Resume)) return;
        if (member.State == MemberState.Withdrawn)
            throw new CliException(ExitCodes.Conflict, "MEMBER_WITHDRAWN", $"{member.Country} has left for good.", "It may apply anew: cn node join, cn roster add.");
        member.State = MemberState.Active;
    }

    private static void ChangeAuthority(Session session, NetworkRoster draft)
    {
        foreach (string id in session.Parse.GetValue(RemoveAuthority) ?? []) draft.AuthorityKeys.Remove(FindKey(draft, id));
        draft.AuthorityKeys.Add((session.Parse.GetValue(AddAuthority) ?? []).Select(Drafting.ReadAuthority));
        if (session.Parse.GetValue(Threshold) is { } threshold) draft.Threshold = (uint)Math.Max(0, threshold);
        if (session.Parse.GetValue(Days) is not { } days) return;
        if (days is < 1 or > Drafting.DaysMax) throw CliException.Usage($"--days must be 1 to {Drafting.DaysMax}.");
        draft.ExpireTime = Timestamp.FromDateTimeOffset(session.Surroundings.Time.GetUtcNow().AddDays(days));
    }

    private static AuthorityKey FindKey(NetworkRoster draft, string id)
    {
        AuthorityKey[] found = [.. draft.AuthorityKeys.Where(key => VerificationKey.Read(key.PublicKey)?.KeyId.StartsWith(id, StringComparison.OrdinalIgnoreCase) == true)];
        return found.Length == 1
            ? found[0]
            : throw new CliException(ExitCodes.NotFound, "KEY_UNKNOWN", found.Length == 0 ? $"No authority key has an id that begins with {id}." : $"Several authority keys begin with {id}.");
    }
}
