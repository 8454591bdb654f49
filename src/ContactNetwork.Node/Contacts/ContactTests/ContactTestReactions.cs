using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Contacts.HumanContacts;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>
/// What facts of tests lead to, in their transaction: the desk is called or let alone, and each side records the contact.
/// A failed one becomes a task of the tested country (<see cref="DirectoryTasks"/>).
/// </summary>
internal sealed class ContactTestReactions(IContactsDesk desk, HumanContactSendings sendings, NodeIdentity node)
    : IReaction<ContactTest, ContactTestEvent>, IReaction<ReceivedContactTest, ReceivedContactTestEvent>
{
    public string Name => "contact test to desk and record";

    public async Task ReactAsync(WriteSession session, Guid streamId, ContactTest state, ContactTestEvent fact, CancellationToken cancellation)
    {
        var ended = fact switch
        {
            ContactTestEvent.TestConcluded told => (told.Outcome, told.Correction),
            ContactTestEvent.ConclusionRestored told => (told.Outcome, told.Correction),
            _ => ((ContactOutcome Outcome, string Correction)?)null,
        };
        if (ended is { } concluded)
        {
            var at = Earlier(state.AnsweredAt ?? (state.Call is null ? state.AcknowledgedAt : null), fact.Stamp.At);
            ContactFacts.Record(session, Of(
                state.Call is { } call && concluded.Outcome != ContactOutcome.Bounced
                    ? new Reach(call.ContactPointId, call.Channel, call.Number, state.Language)
                    : Reach.ByNode,
                streamId,
                state.Country,
                node.Country,
                state.Level,
                concluded.Outcome,
                at,
                concluded.Correction));
            // The voice test that people here owed this half-year, if it was this country's: nobody has to be told of it any more.
            if (state.Call is not null && concluded.Outcome != ContactOutcome.Bounced)
            {
                var dutyId = ContactsIds.VoiceTestDuty(node.NetworkId, HalfYear.Of(at).Name, state.Country);
                await desk.CancelDutyAsync(session, dutyId, fact.Stamp, cancellation);
            }
        }

        // Whichever comes last, the result or the other country's word: then both stand for it, and all may know the day.
        if (fact is ContactTestEvent.TestConcluded or ContactTestEvent.ContactWitnessed && state.ToTell is { } witness)
            await sendings.OweToAllAsync(session, state.Country, witness, fact.Stamp, cancellation);
    }

    public Task ReactAsync(
        WriteSession session, Guid streamId, ReceivedContactTest state, ReceivedContactTestEvent fact, CancellationToken cancellation)
    {
        switch (fact)
        {
            case ReceivedContactTestEvent.TestAdmitted:
                return desk.RaiseTestAsync(session, new ContactTestCall(state.Id, state.Reference, state.Country), fact.Stamp, cancellation);
            // Somebody had answered before the store was lost: the desk is let alone.
            case ReceivedContactTestEvent.AcknowledgementRestored:
                return desk.CancelTestAsync(session, state.Id, ContactTestCall.Over, fact.Stamp, cancellation);
            // A voice test calls nobody by the node: the telephone is what is tested.
            case ReceivedContactTestEvent.TestUnanswered when state.Call is null:
                return desk.CancelTestAsync(session, state.Id, ContactTestCall.Over, fact.Stamp, cancellation);
            case ReceivedContactTestEvent.ConclusionReceived conclusion:
                Record(session, Reach.ByNode, state, conclusion.Outcome, fact.Stamp.At, conclusion.Correction);
                return Task.CompletedTask;
            case ReceivedContactTestEvent.VoiceConclusionReceived conclusion:
                // Which of its telephones the number is, the sheet tells: here it counts as a telephone.
                var reach = new Reach(state.Call?.ContactPointId ?? "", ChannelKind.Voice, state.Call?.Number ?? "", conclusion.Language);
                Record(session, reach, state, conclusion.Outcome, fact.Stamp.At, conclusion.Correction);
                return Task.CompletedTask;
            default:
                return Task.CompletedTask;
        }
    }

    /// <summary>A person has taken the alert about a received test.</summary>
    public static Task TakenAsync(WriteSession session, Guid testId, Stamp stamp, CancellationToken cancellation) => session.DecideAsync(
        ContactTestStreams.Received,
        testId,
        new ReceivedContactTestCommand.AcknowledgeTest(stamp, Guid.CreateVersion7(session.Now)),
        cancellation);

    /// <summary>What another country's clock says of later than now is not believed.</summary>
    private static DateTimeOffset Earlier(DateTimeOffset? at, DateTimeOffset now) => at < now ? at.Value : now;

    /// <summary>The tester's word alone makes nobody reached: a person here must have taken the test.</summary>
    private void Record(
        WriteSession session, Reach reach, ReceivedContactTest state, ContactOutcome outcome, DateTimeOffset now, string correction)
    {
        if (outcome is ContactOutcome.Reached or ContactOutcome.Late && state.AcknowledgedAt is null)
            return;
        ContactFacts.Record(session, Of(
            reach, state.Id, node.Country, state.Country, state.Level, outcome, Earlier(state.AcknowledgedAt, now), correction));
    }

    private static ContactFact Of(
        Reach reach, Guid id, string country, string tester, ContactLevel level, ContactOutcome outcome, DateTimeOffset at, string correction) => new(
        id, country, reach.ContactPointId, level, outcome, at, tester, reach.Channel, reach.Value, reach.Language, correction);

    /// <summary>How it was tried.</summary>
    private sealed record Reach(string ContactPointId, ChannelKind Channel, string Value, string Language)
    {
        /// <summary>By the country's node.</summary>
        public static Reach ByNode { get; } = new("", ChannelKind.Node, "", "");
    }
}
