using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>What follows when the time of a contact test has come.</summary>
internal sealed class ContactTestTimes : ITimedRoom
{
    public ImmutableArray<string> StreamKinds { get; } = [ContactTestStreams.Own.Name, ContactTestStreams.Received.Name];

    /// <summary>Another country is called, or told that it failed: neither on the word of a clock that is wrong.</summary>
    public bool IsIrreversible(DueRow row) => true;

    public Task ComeDueAsync(WriteSession session, DueRow row, CancellationToken cancellation)
    {
        var stamp = session.Stamp(Actor.Clock);
        if (row.StreamKind == ContactTestStreams.Received.Name)
            return session.DecideAsync(ContactTestStreams.Received, row.Stream, new ReceivedContactTestCommand.NoteUnanswered(stamp), cancellation);
        var messageId = Guid.CreateVersion7(session.Now);
        ContactTestCommand command = row.Item.Key switch
        {
            ContactTestDeadlines.Start => new ContactTestCommand.StartPlannedTest(stamp, messageId),
            ContactTestDeadlines.Answer => new ContactTestCommand.NoteNoAnswer(stamp, messageId),
            _ => throw new InvalidOperationException($"{row.StreamKind} has no deadline {row.Item.Key}."),
        };
        return session.DecideAsync(ContactTestStreams.Own, row.Stream, command, cancellation);
    }
}
