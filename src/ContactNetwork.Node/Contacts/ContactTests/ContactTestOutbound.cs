using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Contacts.HumanContacts;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Purpose = ContactNetwork.Domain.Purpose;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Composes the messages of contact tests, and records how they were receipted.</summary>
internal sealed class ContactTestOutbound(HumanContactWords words) : IOutboundRoom
{
    public ImmutableArray<string> StreamKinds { get; } = [ContactTestStreams.Own.Name, ContactTestStreams.Received.Name];

    public async Task<OutboundDispatch?> ComposeAsync(WriteSession session, DueRow row, CancellationToken cancellation)
    {
        var messageId = Guid.ParseExact(row.Item.Key, "N");
        if (row.StreamKind == ContactTestStreams.Own.Name)
        {
            var own = await session.FindAsync(ContactTestStreams.Own, row.Stream, cancellation);
            return own?.Owed.FirstOrDefault(owed => owed.MessageId == messageId) is { } message
                ? Dispatch(row, messageId, Body(own, message), Demands(own, message))
                : null;
        }

        var received = await session.FindAsync(ContactTestStreams.Received, row.Stream, cancellation);
        return received?.Owed.FirstOrDefault(owed => owed.MessageId == messageId) is { } answer
            ? Dispatch(row, messageId, Body(received, answer), [])
            : null;
    }

    public Task RecordReceiptAsync(WriteSession session, OutboundReceipt receipt, CancellationToken cancellation)
    {
        var stamp = session.Stamp(Actor.Peer(receipt.Peer));
        // What is stored and not processed yet is there: a second outcome follows.
        var isTaken = receipt.Outcome is Outcome.Stored or Outcome.Duplicate or Outcome.StoredUnprocessed;
        return receipt.StreamKind == ContactTestStreams.Own.Name
            ? session.DecideAsync(
                ContactTestStreams.Own,
                receipt.Stream,
                new ContactTestCommand.RecordReceipt(stamp, receipt.MessageId, isTaken, isTaken ? "" : receipt.Reason.ToString()),
                cancellation)
            : session.DecideAsync(
                ContactTestStreams.Received,
                receipt.Stream,
                new ReceivedContactTestCommand.RecordReceipt(stamp, receipt.MessageId, isTaken),
                cancellation);
    }

    private static OutboundDispatch Dispatch(DueRow row, Guid messageId, DispatchBody body, ImmutableArray<string> demands) => new(
        messageId,
        row.Stream,
        CaseReference: "",
        CaseSequence: 0,
        Purpose.Test,
        body,
        demands);

    private static ImmutableArray<string> Demands(ContactTest test, OwedTestMessage message) => message.Kind switch
    {
        ContactTestMessageKind.Ask when test.Call is not null => [Features.ContactTests, Features.VoiceTests],
        ContactTestMessageKind.Ask => [Features.ContactTests],
        _ => [],
    };

    private static DispatchBody Body(ContactTest test, OwedTestMessage message)
    {
        var testId = MessageIds.ToBytes(test.Id);
        return message.Kind switch
        {
            ContactTestMessageKind.Ask => new DispatchBody
            {
                ContactTestAsked = new ContactTestAsked { TestId = testId, Level = (ContactTestLevel)test.Level, Call = Call(test) },
            },
            ContactTestMessageKind.Conclusion => new DispatchBody
            {
                ContactTestConcluded = new ContactTestConcluded
                {
                    TestId = testId,
                    Outcome = (ContactTestOutcome)(test.Outcome ?? throw new UnreachableException("A conclusion has an outcome.")),
                    ConcludeTime = Timestamp.FromDateTimeOffset(message.OwedAt),
                    Correction = test.Correction,
                    Word = (ContactTestWord)(test.Word ?? 0),
                    Language = test.Language,
                },
            },
            _ => throw new UnreachableException($"A tester owes no {message.Kind}."),
        };
    }

    private static VoiceTestCall? Call(ContactTest test) => test is { Call: { } call, Challenge.Value: { } challenge }
        ? new VoiceTestCall
        {
            Challenge = ByteString.CopyFrom(Convert.FromHexString(challenge)),
            ContactPointId = call.ContactPointId,
            Number = call.Number,
            IsPreviousNumber = call.IsPreviousNumber,
        }
        : null;

    private DispatchBody Body(ReceivedContactTest test, OwedTestMessage message)
    {
        var testId = MessageIds.ToBytes(test.TestId);
        return message.Kind switch
        {
            ContactTestMessageKind.Acknowledgement => new DispatchBody
            {
                ContactTestAcknowledged = new ContactTestAcknowledged
                {
                    TestId = testId,
                    ReceiveTime = Timestamp.FromDateTimeOffset(test.ReceivedAt),
                    AcknowledgeTime = Timestamp.FromDateTimeOffset(message.OwedAt),
                    Role = test.AcknowledgedBy?.Role ?? "",
                    Method = test.AcknowledgedBy?.Method ?? "",
                    Contact = words.Give(test.Country, test.Call?.ContactPointId ?? "", message.OwedAt),
                },
            },
            ContactTestMessageKind.Decline => new DispatchBody
            {
                ContactTestDeclined = new ContactTestDeclined
                {
                    TestId = testId,
                    Reason = (ContactTestDeclineReason)(test.Decline ?? throw new UnreachableException("A declined test has a reason.")),
                    NextTime = test.NextAt is { } next ? Timestamp.FromDateTimeOffset(next) : null,
                },
            },
            _ => throw new UnreachableException($"A tested country owes no {message.Kind}."),
        };
    }
}
