using System.Collections.Immutable;
using ContactNetwork.Domain.Preservations;

namespace ContactNetwork.Domain.Tests.Kit;

/// <summary>Sound values that tests change where it matters.</summary>
internal static class Samples
{
    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 22, 0, 0, TimeSpan.Zero);

    public static PreservationPolicy Policy => PreservationPolicy.Default;

    public static Identifier Address { get; } =
        new(IdentifierKind.Ipv4, "192.0.2.7", "", "", "2026-03-01T20:15:07+02:00", SourcePort: 0, IsCarrierShared: false);

    public static PreservationContent Content { get; } = new(
        new Authority("Cybercrime Unit Avalonia", "Duty prosecutor", "+999201234567", "unit@example.org", "K-17/26"),
        new Offence("Illegal access", "Section 12", "five years", ConventionArticle: 2),
        "Somebody entered the registry's mail server.",
        [new DataItem(Address, [DataKind.Subscriber, DataKind.Traffic], Start.AddDays(-2), Start, "Logs of the session.")],
        "The address was the source of the entry.",
        new Custodian(IsUnknown: true, "", "", ""),
        "The provider deletes logs after seven days.",
        new MutualAssistanceIntention(IsIntended: true, "2026-04-01", "Ministry of Justice"),
        EmergencyFacts: "",
        IsConfidential: true,
        [UrgencyReason.VolatileData]);

    public static Actor Officer { get; } = new(ActorKind.Person, "case officer", Id(1), "api");

    public static Actor DutyOfficer { get; } = new(ActorKind.Person, "duty officer", Id(2), "api");

    public static Actor Program { get; } = new(ActorKind.Machine, "machine", null, "api");

    /// <summary>A recognizable id.</summary>
    public static Guid Id(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static Stamp By(Actor actor, TimeSpan after) =>
        new(Start + after, actor, Realm.Operational, Policy.Version);

    public static Stamp ByPeer(TimeSpan after) => By(Actor.Peer("XB"), after);

    public static Stamp ByClock(TimeSpan after) => By(Actor.Clock, after);

    public static PeerProof Proof(int message, TimeSpan after) => new(Id(message), Start + after, "xb-key-1");

    public static ReceiptProof Receipt(Guid message, TimeSpan after) => new(message, Start + after, "xb-key-1");

    public static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    public static ImmutableArray<T> Some<T>(params ImmutableArray<T> items) => items;
}
