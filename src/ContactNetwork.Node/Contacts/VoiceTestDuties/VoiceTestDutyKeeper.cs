using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Contacts.ContactTests;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Contacts.VoiceTestDuties;

/// <summary>
/// Plans the voice test that this country owes in each half-year, and tells its people when it is due, when it is due and
/// can't be done, and when it is overdue: each once, in the commit that notes it. The call is made by people. What is planned
/// stands in the store; several replicas look one after the other.
/// </summary>
internal sealed class VoiceTestDutyKeeper(
    Shell shell,
    NodeIdentity node,
    TrustStore trust,
    VoiceTestHindrances hindrances,
    IContactsDesk desk,
    IStoreClock clock,
    IOptions<ContactTestOptions> options,
    ILogger<VoiceTestDutyKeeper> log) : TestPlanning(node.DataFolder, options, log)
{
    /// <summary>Looks once. While clocks are disputed nothing is planned, and nobody told, by one that may be wrong.</summary>
    internal override async Task LookAsync(CancellationToken cancellation)
    {
        if (!clock.IsTrusted || trust.Current is not { } snapshot)
            return;
        var planned = await shell.RunAsync((session, inner) => GoOnAsync(session, snapshot, inner), cancellation);
        if (planned is not null)
            log.VoiceTestPlanned(planned.Country, planned.Period);
    }

    /// <summary>
    /// 1. Finds what is owed, or plans it. 2. Looks whether it is done. 3. Tells people what they must know. Answers what was
    /// planned just now.
    /// </summary>
    private async Task<VoiceTestDuty?> GoOnAsync(WriteSession session, TrustSnapshot snapshot, CancellationToken cancellation)
    {
        var half = HalfYear.Of(session.Now);
        var held = await VoiceTestDutyTable.LockAsync(session.Connection, half, cancellation);
        var duty = held is not null && IsMember(snapshot, held.Country) ? held : Plan(snapshot, half, session.Now) ?? held;
        if (duty is null)
            return null;
        var stamp = session.Stamp(Actor.Clock);
        var isPlanned = duty.Country != held?.Country;
        if (isPlanned && held is not null)
            await desk.CancelDutyAsync(session, IdOf(held), stamp, cancellation);

        var isDone = await ContactFacts.VoiceTestAsync(session.Connection, duty.Country, node.Country, half, cancellation) is not null;
        var told = duty;
        if (duty.ReminderAt(session.Now, isDone, hindrances.Of(duty.Country, session.Now) is not null) is { } reminder)
        {
            told = duty.Told(reminder, session.Now);
            await desk.RaiseDutyAsync(session, new VoiceTestDutyCall(IdOf(duty), duty.Reference, duty.Country, CauseOf(reminder)), stamp, cancellation);
        }

        if (told != held)
            await VoiceTestDutyTable.PutAsync(session, told, cancellation);
        return isPlanned ? duty : null;
    }

    /// <summary>
    /// Whom the ring of the half-year names now. A country that left for good takes nobody's test with it: the next in the
    /// ring, whom it would have called, is called by us.
    /// </summary>
    private VoiceTestDuty? Plan(TrustSnapshot snapshot, HalfYear half, DateTimeOffset now)
    {
        var members = snapshot.Members.Values.Where(member => member.State == MemberState.Active).Select(member => member.Country);
        return ContactTestPairing.TestedBy(node.Country, node.NetworkId, half.Name, members) is { } country
            ? VoiceTestDuty.Plan(Secret, node.NetworkId, half, country, now)
            : null;
    }

    private Guid IdOf(VoiceTestDuty duty) => ContactsIds.VoiceTestDuty(node.NetworkId, duty.Period, duty.Country);

    /// <summary>One that is suspended only, comes back: it stays ours to call.</summary>
    private static bool IsMember(TrustSnapshot snapshot, string country) =>
        snapshot.FindMember(country) is { State: not MemberState.Withdrawn };

    private static string CauseOf(VoiceTestReminder reminder) => reminder switch
    {
        VoiceTestReminder.Due => VoiceTestDutyCall.Due,
        VoiceTestReminder.Hindered => VoiceTestDutyCall.Hindered,
        VoiceTestReminder.Overdue => VoiceTestDutyCall.Overdue,
        _ => throw new ArgumentOutOfRangeException(nameof(reminder), reminder, "The reminders are closed."),
    };
}
