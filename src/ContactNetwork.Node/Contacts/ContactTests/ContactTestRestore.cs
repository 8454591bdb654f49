using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using BodyCase = ContactNetwork.Federation.V1.DispatchBody.BodyOneofCase;
using ChannelKind = ContactNetwork.Domain.Contacts.ChannelKind;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>
/// Puts back what this country's own signed messages say of contact tests: that it asked, that somebody here answered, how it
/// went. So no desk is called at night for what was answered before, and no result is lost. What the other country said comes
/// again by itself.
/// </summary>
internal sealed class ContactTestRestore(SheetBook book) : IRestoringRoom
{
    public ImmutableArray<BodyCase> Bodies { get; } =
    [
        BodyCase.ContactTestAsked,
        BodyCase.ContactTestConcluded,
        BodyCase.ContactTestAcknowledged,
        BodyCase.ContactTestDeclined,
    ];

    public Task<RestoredPlace> PlaceAsync(WriteSession session, DispatchSkeleton skeleton, DispatchBody body, CancellationToken cancellation)
    {
        var testId = MessageIds.Read(TestIdOf(body)) ?? Guid.Empty;
        var isOwn = body.BodyCase is BodyCase.ContactTestAsked or BodyCase.ContactTestConcluded;
        var stream = isOwn ? testId : ContactsIds.ReceivedTest(skeleton.ReceiverCountry, testId);
        return Task.FromResult(new RestoredPlace(stream, isOwn ? ContactTestStreams.Own.Name : ContactTestStreams.Received.Name, stream));
    }

    public async Task<RebuildAnswer> RebuildAsync(WriteSession session, RestoredMessage message, CancellationToken cancellation)
    {
        if (MessageIds.Read(TestIdOf(message.Body)) is not { } testId)
            return RebuildAnswer.Never;
        var stream = message.Place.Stream;
        switch (message.Body.BodyCase)
        {
            case BodyCase.ContactTestAsked:
                await session.DecideAsync(ContactTestStreams.Own, stream, Asked(session, message, testId), cancellation);
                return RebuildAnswer.Rebuilt;
            case BodyCase.ContactTestConcluded when await session.FindAsync(ContactTestStreams.Own, stream, cancellation) is not null:
                await session.DecideAsync(ContactTestStreams.Own, stream, Concluded(session, message), cancellation);
                return RebuildAnswer.Rebuilt;
            case BodyCase.ContactTestAcknowledged:
                await session.DecideAsync(ContactTestStreams.Received, stream, Acknowledged(session, message, testId), cancellation);
                return RebuildAnswer.Rebuilt;
            case BodyCase.ContactTestDeclined:
                await session.DecideAsync(ContactTestStreams.Received, stream, Declined(session, message, testId), cancellation);
                return RebuildAnswer.Rebuilt;
            default:
                return RebuildAnswer.Never;
        }
    }

    public Task SkipNumbersAsync(CancellationToken cancellation) => Task.CompletedTask;

    private ContactTestCommand.RestoreTest Asked(WriteSession session, RestoredMessage message, Guid testId)
    {
        var asked = message.Body.ContactTestAsked;
        var country = message.Skeleton.ReceiverCountry;
        return new ContactTestCommand.RestoreTest(
            Stamp(session, message, "tester", message.Skeleton.WriteTime),
            testId,
            country,
            (ContactLevel)asked.Level,
            asked.Call is { } call
                ? new VoiceCall(call.ContactPointId, ChannelKind.Voice, call.Number, call.IsPreviousNumber, LanguagesOf(country, call.ContactPointId), LocalTime: "")
                : null,
            asked.Call is { } drawn ? Convert.ToHexStringLower(drawn.Challenge.Span) : null,
            message.MessageId,
            session.Now);
    }

    /// <summary>The languages by the sheet that is held now; where none is, none is wrong.</summary>
    private ImmutableArray<string> LanguagesOf(string country, string contactPointId)
    {
        var sheet = book.View.Index.Find(country)?.InForce?.Content;
        return [.. (sheet?.FindContactPoint(contactPointId)?.Languages ?? []).Where(skill => skill.IsSpoken).Select(skill => skill.Language)];
    }

    private static ContactTestCommand.RestoreConclusion Concluded(WriteSession session, RestoredMessage message)
    {
        var concluded = message.Body.ContactTestConcluded;
        return new ContactTestCommand.RestoreConclusion(
            Stamp(session, message, "tester", concluded.ConcludeTime),
            (ContactOutcome)concluded.Outcome,
            concluded.Correction,
            concluded.Word is ContactTestWord.Right or ContactTestWord.Wrong ? (ChallengeResult)concluded.Word : null,
            concluded.Language,
            message.MessageId);
    }

    private static ReceivedContactTestCommand.RestoreAcknowledgement Acknowledged(WriteSession session, RestoredMessage message, Guid testId)
    {
        var taken = message.Body.ContactTestAcknowledged;
        var stamp = Stamp(session, message, taken.Role, taken.AcknowledgeTime);
        return new ReceivedContactTestCommand.RestoreAcknowledgement(
            stamp, message.Place.Stream, testId, message.Skeleton.ReceiverCountry, Times.Read(taken.ReceiveTime) ?? stamp.At, message.MessageId);
    }

    private static ReceivedContactTestCommand.RestoreDecline Declined(WriteSession session, RestoredMessage message, Guid testId)
    {
        var declined = message.Body.ContactTestDeclined;
        return new ReceivedContactTestCommand.RestoreDecline(
            Stamp(session, message, "node", message.Skeleton.WriteTime),
            message.Place.Stream,
            testId,
            message.Skeleton.ReceiverCountry,
            (ContactTestDecline)declined.Reason,
            Times.Read(declined.NextTime),
            message.MessageId);
    }

    /// <summary>When it happened, by our own words; the actor tells that it was restored, and from whom.</summary>
    private static Stamp Stamp(WriteSession session, RestoredMessage message, string role, Timestamp? occurred) =>
        session.Stamp(Actor.Restored(role, message.Skeleton.ReceiverCountry)) with
        {
            At = Times.Read(occurred) ?? Times.Read(message.Skeleton.WriteTime) ?? session.Now,
        };

    private static ByteString TestIdOf(DispatchBody body) => body.BodyCase switch
    {
        BodyCase.ContactTestAsked => body.ContactTestAsked.TestId,
        BodyCase.ContactTestConcluded => body.ContactTestConcluded.TestId,
        BodyCase.ContactTestAcknowledged => body.ContactTestAcknowledged.TestId,
        BodyCase.ContactTestDeclined => body.ContactTestDeclined.TestId,
        _ => ByteString.Empty,
    };
}
