using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using VoiceFinding = ContactNetwork.V1.VoiceFinding;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Records what the caller met on the telephone. What was heard is compared and forgotten.</summary>
internal sealed class RecordVoiceTestHandler(Shell shell, NodeIdentity node, ContactTestView rows)
{
    /// <summary>Characters of a heard word.</summary>
    private const int HeardMax = 100;

    /// <summary>Handles the call.</summary>
    public Task<RecordVoiceTestResponse> HandleAsync(
        RecordVoiceTestRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var id = ContactTestName.Parse(request.Name, node);
        ImmutableArray<FieldViolation> violations = [.. Check(request)];
        if (!violations.IsEmpty)
            throw new RefusalException(Refusal.Malformed(violations));
        var actor = caller.ActingAs(Role.DirectoryManager, Role.ShiftLead, Role.Trainer);
        return shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                if (await ContactTestTable.FindAsync(session.Connection, id, inner) is not { Side: ContactTestSide.Tester })
                    throw ContactTestName.NotFound();
                var command = new ContactTestCommand.RecordVoiceResult(
                    session.Stamp(actor),
                    (Domain.Contacts.VoiceFinding)request.Finding,
                    ChallengeWords.Read(request.HeardWord),
                    request.Language,
                    Times.Read(request.AnswerTime),
                    Guid.CreateVersion7(session.Now));
                var recorded = await session.DecideAsync(ContactTestStreams.Own, id, command, inner);
                return new RecordVoiceTestResponse { Test = rows.Row(recorded.State, recorded.Version) };
            },
            cancellation);
    }

    private static IEnumerable<FieldViolation> Check(RecordVoiceTestRequest request)
    {
        var isAnswered = request.Finding == VoiceFinding.Answered;
        if (request.Finding == VoiceFinding.Unspecified || !Enum.IsDefined(request.Finding))
            yield return new FieldViolation("finding", "must be one of the values of VoiceFinding");
        if (isAnswered && request.HeardWord.Trim().Length == 0)
            yield return new FieldViolation("heard_word", "is required where somebody answered: ask for the challenge word");
        else if (isAnswered && ChallengeWords.Read(request.HeardWord).Length != ChallengeWord.WordCount)
            yield return new FieldViolation("heard_word", "must be two words of the list: ask for it again; where they have none, record WRONG_UNIT");
        if (!isAnswered && request.HeardWord.Length > 0)
            yield return new FieldViolation("heard_word", "must be empty unless the finding is ANSWERED");
        if (request.HeardWord.Length > HeardMax)
            yield return new FieldViolation("heard_word", $"must be at most {HeardMax} characters");
        if (request.Language.Length > 0 && !LanguageTag.IsWellFormed(request.Language))
            yield return new FieldViolation("language", "must be a language tag (BCP 47) such as en or sr-Cyrl");
    }
}
