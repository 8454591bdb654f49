using System.Diagnostics;
using static ContactNetwork.Domain.Contacts.ReceivedContactTestCommand;
using static ContactNetwork.Domain.Contacts.ReceivedContactTestEvent;

namespace ContactNetwork.Domain.Contacts;

using Decision = Decision<ReceivedContactTestEvent>;

public static partial class ReceivedContactTestDecider
{
    /// <summary>
    /// A person answered, so nobody is called again; also where the restored store remembers that the test was still open, or
    /// has noted since that nobody answered.
    /// </summary>
    private static Decision Restore(RestoreAcknowledgement restore, ReceivedContactTest? state) =>
        state is null or { Stage: ReceivedContactTestStage.Open or ReceivedContactTestStage.Unanswered }
            ? Decision.Accept(new AcknowledgementRestored(
                restore.Stamp, restore.Id, restore.TestId, restore.Country, restore.ReceivedAt, restore.MessageId))
            : Decision.Accept();

    private static Decision Restore(RestoreDecline restore, ReceivedContactTest? state) => state is null
        ? Decision.Accept(new DeclineRestored(
            restore.Stamp, restore.Id, restore.TestId, restore.Country, restore.Reason, restore.NextAt, restore.MessageId))
        : Decision.Accept();

    /// <summary>The same question once more changes nothing, unless this store had lost it.</summary>
    private static Decision ReceiveAgain(ReceiveTest receive, ReceivedContactTest state) => state.IsQuestionLost
        ? Decision.Accept(new RestoredTestKnown(
            receive.Stamp, receive.Level, receive.Proof, receive.Call is { } call ? Keep(state.Id, call) : null))
        : Decision.Accept();

    /// <summary>Folds a fact of restoring; null for any other.</summary>
    private static ReceivedContactTest? EvolveRestored(ReceivedContactTest? state, ReceivedContactTestEvent fact) => fact switch
    {
        AcknowledgementRestored restored => (state ?? Begin(
            restored.Stamp, restored.Id, restored.TestId, restored.Country, level: 0, ReceivedContactTestStage.Acknowledged) with
        {
            ReceivedAt = restored.ReceivedAt,
            IsQuestionLost = true,
        }) with
        {
            Stage = ReceivedContactTestStage.Acknowledged,
            AcknowledgedBy = restored.Stamp.Actor,
            AcknowledgedAt = restored.Stamp.At,
            EndedAt = restored.Stamp.At,
            Owed = [new OwedTestMessage(restored.MessageId, ContactTestMessageKind.Acknowledgement, restored.Stamp.At)],
        },
        DeclineRestored restored => Begin(
            restored.Stamp, restored.Id, restored.TestId, restored.Country, level: 0, ReceivedContactTestStage.Declined) with
        {
            Decline = restored.Reason,
            NextAt = restored.NextAt,
            EndedAt = restored.Stamp.At,
            IsQuestionLost = true,
            Owed = [new OwedTestMessage(restored.MessageId, ContactTestMessageKind.Decline, restored.Stamp.At)],
        },
        RestoredTestKnown known => (state ?? throw new UnreachableException("A restored test begins with what was restored.")) with
        {
            Level = known.Level,
            Call = known.Call,
            IsQuestionLost = false,
        },
        _ => null,
    };
}
