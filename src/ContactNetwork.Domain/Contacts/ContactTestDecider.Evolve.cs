using System.Diagnostics;
using static ContactNetwork.Domain.Contacts.ContactTestEvent;

namespace ContactNetwork.Domain.Contacts;

public static partial class ContactTestDecider
{
    /// <summary>Folds one fact into the state.</summary>
    /// <param name="state">The state before; null before the first fact.</param>
    /// <param name="fact">The fact.</param>
    public static ContactTest Evolve(ContactTest? state, ContactTestEvent fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        switch (fact)
        {
            case TestPlanned planned:
                return new ContactTest
                {
                    Id = planned.Id,
                    Country = planned.Country,
                    Level = planned.Level,
                    Realm = planned.Stamp.Realm,
                    Stage = ContactTestStage.Planned,
                    AddedAt = planned.Stamp.At,
                    PlannedFor = planned.StartAt,
                };
            case TestStarted started:
                return Start(state, started);
            case VoiceTestStarted started:
                return Start(started);
            case TestRestored restored:
                return Restored(state, restored);
        }

        if (state is null)
            throw new UnreachableException("A contact test begins with its plan or its start.");
        return fact switch
        {
            TestDropped dropped => state with { Stage = ContactTestStage.Dropped, EndedAt = dropped.Stamp.At, Owed = [] },
            TestDelivered delivered => state with
            {
                Stage = state.Stage == ContactTestStage.Started ? ContactTestStage.Delivered : state.Stage,
                DeliveredAt = state.DeliveredAt ?? delivered.Stamp.At,
                Owed = state.Owed.RemoveAll(owed => owed.Kind == ContactTestMessageKind.Ask),
            },
            TestMessageReturned returned => Settle(state, returned.MessageId) with { ReturnCode = returned.Code },
            ConclusionDelivered delivered => Settle(state, delivered.MessageId),
            TestAcknowledgedThere taken => state with
            {
                ReceivedAt = taken.ReceivedAt,
                AcknowledgedAt = taken.Proof.OccurredAt,
                Role = taken.Role,
                DeliveredAt = state.DeliveredAt ?? taken.Stamp.At,
                Stage = state is { Call: not null, Stage: ContactTestStage.Started } ? ContactTestStage.Delivered : state.Stage,
            },
            VoiceResultRecorded result => state with { Word = result.Word, Language = result.Language, AnsweredAt = result.AnsweredAt },
            ContactWitnessed witnessed => state with { Witness = witnessed.Witness },
            TestDeclinedThere declined => state with
            {
                Stage = ContactTestStage.Declined,
                Decline = declined.Reason,
                NextAt = declined.NextAt,
                EndedAt = declined.Stamp.At,
            },
            TestConcluded concluded => Conclude(state, concluded),
            ConclusionRestored restored => Restored(state, restored),
            TestPlanned or TestStarted or VoiceTestStarted or TestRestored => throw new UnreachableException("Folded above."),
            _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no fold."),
        };
    }

    /// <summary>What a test owes next: its messages, its beginning, the end of the wait.</summary>
    /// <param name="state">The test.</param>
    public static IEnumerable<DueItem> Due(ContactTest state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (OwedTestMessage owed in state.Owed)
            yield return owed.Delivery(state.Country);
        if (state is { Stage: ContactTestStage.Planned, PlannedFor: { } startAt })
            yield return new DueItem(DueKinds.Deadline, ContactTestDeadlines.Start, startAt, Urgency.Routine);
        if (AnswerDueAt(state) is { } dueAt)
            yield return new DueItem(DueKinds.Deadline, ContactTestDeadlines.Answer, dueAt, Urgency.Routine);
    }

    private static ContactTest Start(ContactTest? state, TestStarted started)
    {
        ContactTest begun = state ?? new ContactTest
        {
            Id = started.Id,
            Country = started.Country,
            Level = started.Level,
            Realm = started.Stamp.Realm,
            Stage = ContactTestStage.Started,
            AddedAt = started.Stamp.At,
        };
        return begun with
        {
            Stage = ContactTestStage.Started,
            StartedAt = started.Stamp.At,
            Owed = [new OwedTestMessage(started.MessageId, ContactTestMessageKind.Ask, started.Stamp.At)],
        };
    }

    private static ContactTest Start(VoiceTestStarted started) => new()
    {
        Id = started.Id,
        Country = started.Country,
        Level = ContactLevel.Voice,
        Realm = started.Stamp.Realm,
        Stage = ContactTestStage.Started,
        AddedAt = started.Stamp.At,
        StartedAt = started.Stamp.At,
        Call = started.Call,
        Challenge = started.Challenge,
        Owed = [new OwedTestMessage(started.MessageId, ContactTestMessageKind.Ask, started.Stamp.At)],
    };

    /// <summary>A message that asks and has not left is not owed any longer: nobody waits for its answer.</summary>
    private static ContactTest Conclude(ContactTest state, TestConcluded concluded) => state with
    {
        Stage = ContactTestStage.Concluded,
        Outcome = concluded.Outcome,
        Correction = concluded.Correction,
        EndedAt = concluded.Stamp.At,
        Owed = concluded.ConclusionId is { } id
            ? state.Owed.RemoveAll(owed => owed.Kind == ContactTestMessageKind.Ask).Add(
                new OwedTestMessage(id, ContactTestMessageKind.Conclusion, concluded.Stamp.At))
            : state.Owed.RemoveAll(owed => owed.Kind == ContactTestMessageKind.Ask),
    };

    private static ContactTest Settle(ContactTest state, Guid messageId) =>
        state with { Owed = state.Owed.RemoveAll(owed => owed.MessageId == messageId) };
}
