using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Contacts.HumanContacts;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using BodyCase = ContactNetwork.Federation.V1.DispatchBody.BodyOneofCase;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>
/// Takes what other countries say about contact tests. Who tests us is admitted at most once in 24 hours, and only while no
/// other test has called our people; who is tested by us can speak only of its own tests.
/// </summary>
internal sealed class ContactTestInbound(HumanContactWords words, SheetBook book, NodeIdentity node) : IInboundRoom
{
    /// <summary>Characters of a correction.</summary>
    private const int CorrectionMax = 300;

    /// <summary>Characters of a language tag.</summary>
    private const int LanguageMax = SheetLimits.LanguageTagMax;

    public ImmutableArray<BodyCase> Bodies { get; } =
    [
        BodyCase.ContactTestAsked,
        BodyCase.ContactTestAcknowledged,
        BodyCase.ContactTestDeclined,
        BodyCase.ContactTestConcluded,
    ];

    public async Task<Guid> FindCaseAsync(WriteSession session, DispatchSkeleton skeleton, DispatchBody body, CancellationToken cancellation)
    {
        var sender = skeleton.SenderCountry;
        if (MessageIds.Read(TestIdOf(body)) is not { } testId)
            return ContactsIds.UnknownTest(sender, Guid.Empty);
        if (IsFromTester(body))
            return ContactsIds.ReceivedTest(sender, testId);
        var own = await session.FindAsync(ContactTestStreams.Own, testId, cancellation);
        return own?.Country == sender ? testId : ContactsIds.UnknownTest(sender, testId);
    }

    public async Task<InboundAnswer> ReceiveAsync(WriteSession session, InboundDispatch dispatch, CancellationToken cancellation)
    {
        // A test is never taken for a case, nor a case for a test.
        if (dispatch.Skeleton.Purpose != Federation.V1.Purpose.Test || MessageIds.Read(TestIdOf(dispatch.Body)) is not { } testId
            || !HasItsCall(dispatch.Body)
            || !HasItsOutcome(dispatch.Body))
            return new InboundAnswer.Refused(ReceiptReason.BodyInvalid);
        return IsFromTester(dispatch.Body)
            ? await AnswerAsync(session, ContactTestStreams.Received, dispatch.CaseId, await FromTesterAsync(session, dispatch, testId, cancellation), cancellation)
            : await AnswerAsync(session, ContactTestStreams.Own, dispatch.CaseId, FromTested(session, dispatch), cancellation);
    }

    private async Task<ReceivedContactTestCommand> FromTesterAsync(
        WriteSession session, InboundDispatch dispatch, Guid testId, CancellationToken cancellation)
    {
        var sender = dispatch.Skeleton.SenderCountry;
        var stamp = session.Stamp(Actor.Peer(sender));
        if (dispatch.Body.BodyCase == BodyCase.ContactTestConcluded)
        {
            var concluded = dispatch.Body.ContactTestConcluded;
            return new ReceivedContactTestCommand.ReceiveConclusion(
                stamp,
                Proof(dispatch, concluded.ConcludeTime),
                (ContactOutcome)concluded.Outcome,
                PeerWords.Text(concluded.Correction, CorrectionMax),
                concluded.Word is ContactTestWord.Right or ContactTestWord.Wrong ? (ChallengeResult)concluded.Word : null,
                PeerWords.Text(concluded.Language, LanguageMax));
        }

        var before = await BeforeAsync(session, sender, cancellation);
        return new ReceivedContactTestCommand.ReceiveTest(
            stamp,
            dispatch.CaseId,
            testId,
            sender,
            (ContactLevel)dispatch.Body.ContactTestAsked.Level,
            Proof(dispatch, occurred: null),
            before.HeldUntil,
            before.LastOfTesterAt,
            Guid.CreateVersion7(session.Now),
            CallOf(dispatch.Body.ContactTestAsked));
    }

    /// <summary>A voice test announces a call to a contact point of ours, and draws enough for a challenge word.</summary>
    private bool HasItsCall(DispatchBody body) =>
        body.BodyCase != BodyCase.ContactTestAsked
        || body.ContactTestAsked.Level != ContactTestLevel.Voice
        || (body.ContactTestAsked.Call is { Challenge.Length: ChallengeWord.SeedBytes } call
            && call.ContactPointId.StartsWith($"urn:poc:{node.Country}:", StringComparison.Ordinal));

    /// <summary>A result that this version does not know is kept as it came; no number stands for any.</summary>
    private static bool HasItsOutcome(DispatchBody body) =>
        body.BodyCase != BodyCase.ContactTestConcluded || (int)body.ContactTestConcluded.Outcome is >= 0 and <= short.MaxValue;

    private ReceivedVoiceCall? CallOf(ContactTestAsked asked)
    {
        if (asked is not { Level: ContactTestLevel.Voice, Call: { } call })
            return null;
        var (point, number) = (PeerWords.Word(call.ContactPointId), PeerWords.Phone(call.Number));
        return new ReceivedVoiceCall(
            point,
            number,
            call.IsPreviousNumber,
            VoiceNumbers.IsListed(book.View.Index.Find(node.Country), point, number),
            Convert.ToHexStringLower(call.Challenge.Span));
    }

    private ContactTestCommand FromTested(WriteSession session, InboundDispatch dispatch)
    {
        var stamp = session.Stamp(Actor.Peer(dispatch.Skeleton.SenderCountry));
        switch (dispatch.Body.BodyCase)
        {
            case BodyCase.ContactTestAcknowledged:
                var taken = dispatch.Body.ContactTestAcknowledged;
                var proof = Proof(dispatch, taken.AcknowledgeTime);
                return new ContactTestCommand.RecordAcknowledgement(
                    stamp,
                    proof,
                    Times.Read(taken.ReceiveTime) is { } received && received <= proof.OccurredAt ? received : proof.OccurredAt,
                    PeerWords.Word(taken.Role),
                    PeerWords.Word(taken.Method),
                    words.Read(taken.Contact, dispatch.Skeleton.SenderCountry, session.Now),
                    Guid.CreateVersion7(session.Now));
            case BodyCase.ContactTestDeclined:
                var declined = dispatch.Body.ContactTestDeclined;
                return new ContactTestCommand.RecordDecline(
                    stamp, Proof(dispatch, occurred: null), (ContactTestDecline)declined.Reason, Times.Read(declined.NextTime));
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// What earlier tests leave to a tester, also those of this session. From here to the commit nobody else admits one, so
    /// that two countries that ask at once don't both get in.
    /// </summary>
    private static async Task<TestsBefore> BeforeAsync(WriteSession session, string tester, CancellationToken cancellation)
    {
        var stored = await ContactTestTable.LockBeforeAsync(session.Connection, tester, session.Now, cancellation);
        var here = session.Opened(ContactTestStreams.Received).Values.Where(test => test.Stage != ReceivedContactTestStage.Declined).ToList();
        return new TestsBefore(
            here.Select(test => (DateTimeOffset?)test.HoldsUntil).Append(stored.HeldUntil).Max(),
            here.Where(test => test.Country == tester).Select(test => (DateTimeOffset?)test.ReceivedAt).Append(stored.LastOfTesterAt).Max());
    }

    private static bool IsFromTester(DispatchBody body) => body.BodyCase is BodyCase.ContactTestAsked or BodyCase.ContactTestConcluded;

    private static ByteString TestIdOf(DispatchBody body) => body.BodyCase switch
    {
        BodyCase.ContactTestAsked => body.ContactTestAsked.TestId,
        BodyCase.ContactTestAcknowledged => body.ContactTestAcknowledged.TestId,
        BodyCase.ContactTestDeclined => body.ContactTestDeclined.TestId,
        BodyCase.ContactTestConcluded => body.ContactTestConcluded.TestId,
        _ => throw new UnreachableException(),
    };

    private static PeerProof Proof(InboundDispatch dispatch, Timestamp? occurred) => new(
        dispatch.MessageId,
        Times.Read(occurred) ?? Times.Read(dispatch.Skeleton.WriteTime) ?? DateTimeOffset.UnixEpoch,
        dispatch.SigningKeyId);

    /// <summary>The decider's own refusal is an answer to the peer; a refusal out of what follows is a defect of this side.</summary>
    private static async Task<InboundAnswer> AnswerAsync<TState, TCommand, TEvent>(
        WriteSession session, StreamKind<TState, TCommand, TEvent> kind, Guid caseId, TCommand command, CancellationToken cancellation)
        where TState : class
        where TEvent : class
    {
        var state = await session.FindAsync(kind, caseId, cancellation);
        if (kind.Decide(command, state) is Decision<TEvent>.Refused { Refusal.Kind: var refused })
            return new InboundAnswer.Refused(refused == RefusalKind.NotFound ? ReceiptReason.CaseUnknown : ReceiptReason.BodyInvalid);
        await session.DecideAsync(kind, caseId, command, cancellation);
        return InboundAnswer.Done;
    }
}
