using static ContactNetwork.Domain.Contacts.ContactTestCommand;
using static ContactNetwork.Domain.Contacts.ContactTestEvent;

namespace ContactNetwork.Domain.Contacts;

using Decision = Decision<ContactTestEvent>;

public static partial class ContactTestDecider
{
    /// <summary>
    /// A test that this store doesn't know, or has only planned, or began or gave up anew because it had forgotten that it
    /// began before: what the other country took counts. Nobody is asked again.
    /// </summary>
    private static Decision Restore(RestoreTest restore, ContactTest? state)
    {
        bool isLost = state is null
            or { Stage: ContactTestStage.Planned }
            or { Stage: ContactTestStage.Dropped, StartedAt: null }
            || (state is { Stage: ContactTestStage.Started } && state.Owed.All(owed => owed.MessageId != restore.MessageId));
        return isLost
            ? Decision.Accept(new TestRestored(
                restore.Stamp,
                restore.Id,
                restore.Country,
                restore.Level,
                restore.Call,
                restore.Challenge is { } challenge ? new CaseContent<string>(restore.Id, challenge) : null,
                restore.MessageId,
                restore.AwaitedFrom))
            : Decision.Accept();
    }

    private static Decision Restore(RestoreConclusion restore, ContactTest state)
    {
        bool isKnown = state.Outcome == restore.Outcome && state.Correction == restore.Correction;
        // A call whose time ran out in the restored store had been recorded before the loss.
        bool isOpen = state.Stage is ContactTestStage.Started or ContactTestStage.Delivered or ContactTestStage.Concluded
            || state is { Stage: ContactTestStage.Dropped, Call: not null };
        return isKnown || !isOpen
            ? Decision.Accept()
            : Decision.Accept(new ConclusionRestored(
                restore.Stamp, restore.Outcome, restore.Correction, restore.Word, restore.Language, restore.MessageId));
    }

    private static ContactTest Restored(ContactTest? state, TestRestored restored) => new()
    {
        Id = restored.Id,
        Country = restored.Country,
        Level = restored.Level,
        Realm = restored.Stamp.Realm,
        Stage = ContactTestStage.Started,
        AddedAt = state?.AddedAt ?? restored.Stamp.At,
        PlannedFor = state?.PlannedFor,
        StartedAt = restored.Stamp.At,
        AwaitedFrom = restored.AwaitedFrom,
        Call = restored.Call,
        Challenge = restored.Challenge,
        Owed = [new OwedTestMessage(restored.MessageId, ContactTestMessageKind.Ask, restored.Stamp.At)],
    };

    private static ContactTest Restored(ContactTest state, ConclusionRestored restored) => state with
    {
        Stage = ContactTestStage.Concluded,
        Outcome = restored.Outcome,
        Correction = restored.Correction,
        Word = restored.Word,
        Language = restored.Language,
        EndedAt = restored.Stamp.At,
        Owed = [new OwedTestMessage(restored.MessageId, ContactTestMessageKind.Conclusion, restored.Stamp.At)],
    };
}
