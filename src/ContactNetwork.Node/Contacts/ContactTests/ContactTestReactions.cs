using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>
/// What facts of tests lead to, in their transaction: the desk is called or let alone, and each side records the contact.
/// A failed one becomes a task of the tested country (<see cref="DirectoryTasks"/>).
/// </summary>
internal sealed class ContactTestReactions(IContactsDesk desk, NodeIdentity node)
    : IReaction<ContactTest, ContactTestEvent>, IReaction<ReceivedContactTest, ReceivedContactTestEvent>
{
    public string Name => "contact test to desk and record";

    public Task ReactAsync(WriteSession session, Guid streamId, ContactTest state, ContactTestEvent fact, CancellationToken cancellation)
    {
        if (fact is ContactTestEvent.TestConcluded concluded)
        {
            ContactFacts.Record(session, Fact(
                streamId, state.Country, node.Country, state.Level, concluded.Outcome, Earlier(state.AcknowledgedAt, fact.Stamp.At), concluded.Correction));
        }

        return Task.CompletedTask;
    }

    public Task ReactAsync(
        WriteSession session, Guid streamId, ReceivedContactTest state, ReceivedContactTestEvent fact, CancellationToken cancellation)
    {
        switch (fact)
        {
            case ReceivedContactTestEvent.TestAdmitted:
                return desk.RaiseTestAsync(session, new ContactTestCall(state.Id, state.Reference, state.Country), fact.Stamp, cancellation);
            case ReceivedContactTestEvent.TestUnanswered:
                return desk.CancelTestAsync(session, state.Id, ContactTestCall.Over, fact.Stamp, cancellation);
            case ReceivedContactTestEvent.ConclusionReceived conclusion:
                ContactFacts.Record(session, Fact(
                    streamId,
                    node.Country,
                    state.Country,
                    state.Level,
                    conclusion.Outcome,
                    Earlier(state.AcknowledgedAt, fact.Stamp.At),
                    conclusion.Correction));
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

    private static ContactFact Fact(
        Guid id, string country, string tester, ContactLevel level, ContactOutcome outcome, DateTimeOffset at, string correction) => new(
        id, country, ContactPointId: "", level, outcome, at, tester, ChannelKind.Node, Value: "", Language: "", correction);
}
