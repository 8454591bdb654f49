using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Preservations.Mapping;
using ContactNetwork.V1;
using Asked = ContactNetwork.Domain.Preservations.RequestedPreservationEvent;
using Filed = ContactNetwork.Domain.Preservations.RequestingPreservationEvent;

namespace ContactNetwork.Node.Preservations;

/// <summary>Tells a request's facts as steps for people. Nothing of it is stored: the facts are.</summary>
internal static class HistorySteps
{
    /// <summary>A fact of the requesting side.</summary>
    public static HistoryStep Of(Filed fact) => fact switch
    {
        Filed.PreservationFiled filed => Step(filed.Stamp, "filed", $"{filed.Reference} to {filed.RequestedCountry}"),
        Filed.PreservationDelivered delivered => Step(delivered.Stamp, "delivered", "receipted by the other node", delivered.Receipt),
        Filed.FollowUpDelivered delivered => Step(delivered.Stamp, "message delivered", "receipted by the other node", delivered.Receipt),
        Filed.DispatchReturned returned => Step(returned.Stamp, "message returned", $"{Words(returned.Outcome)}, {returned.Reason}", returned.Receipt),
        Filed.PeerDeskPaged paged => Step(paged.Stamp, "desk paged", $"by {paged.Channel}", paged.Proof),
        Filed.PeerAcknowledged taken => Step(
            taken.Stamp, "acknowledged", $"by {taken.Role}, {taken.Method}{Named(taken.LocalReference)}", taken.Proof, taken.Note),
        Filed.PeerReportedNotYetAcknowledged late => Step(late.Stamp, "not yet acknowledged", late.Phone.Length == 0 ? "" : $"call {late.Phone}", late.Proof),
        Filed.ReceiptOverdue late => Step(late.Stamp, "receipt overdue", ""),
        Filed.AcknowledgementOverdue late => Step(late.Stamp, "acknowledgement overdue", late.ReminderId is null ? "" : "reminder sent"),
        Filed.PreservationWithdrawn withdrawn => Step(withdrawn.Stamp, "withdrawn", "", note: withdrawn.Reason),
        Filed.PeerConfirmedWithdrawal confirmed => Step(
            confirmed.Stamp, "withdrawal confirmed", $"had reached {confirmed.StageReached}", confirmed.Proof),
        _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no step."),
    };

    /// <summary>A fact of the requested side.</summary>
    public static HistoryStep Of(Asked fact) => fact switch
    {
        Asked.PreservationReceived received => Step(received.Stamp, "received", $"{received.Reference} from {received.OriginCountry}", received.Proof),
        Asked.PreservationAnnounced announced => Step(
            announced.Stamp, "announced", $"{announced.Reference} from {announced.OriginCountry}; the request itself is missing"),
        Asked.PredecessorOverdue late => Step(late.Stamp, "request missing", "it did not follow the message about it"),
        Asked.ReceivedDeskPaged paged => At(Step(paged.Stamp, "desk paged", $"by {paged.Channel}"), paged.PageTime),
        Asked.PreservationAcknowledged taken => Step(
            taken.Stamp, "acknowledged", $"by {taken.Stamp.Actor.Role}, {taken.Stamp.Actor.Method}{Named(taken.LocalReference)}", note: taken.Note),
        Asked.AcknowledgementMissed missed => Step(
            missed.Stamp, "acknowledgement overdue", missed.MessageId is null ? "" : "the other country was told"),
        Asked.ReminderReceived reminder => Step(reminder.Stamp, "reminder received", "", reminder.Proof),
        Asked.WithdrawalReceived withdrawal => Step(
            withdrawal.Stamp, "withdrawn", $"had reached {withdrawal.StageReached}", withdrawal.Proof, withdrawal.Reason),
        Asked.FollowUpDelivered delivered => Step(delivered.Stamp, "message delivered", "receipted by the other node", delivered.Receipt),
        Asked.DispatchReturned returned => Step(returned.Stamp, "message returned", $"{Words(returned.Outcome)}, {returned.Reason}", returned.Receipt),
        _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no step."),
    };

    private static HistoryStep Step(Stamp stamp, string step, string detail, CaseContent<string>? note = null) => new()
    {
        Step = step,
        OccurTime = stamp.At.ToProto(),
        RecordTime = stamp.At.ToProto(),
        Actor = stamp.Actor.Role,
        Detail = detail,
        Note = note?.Value ?? "",
    };

    /// <summary>A fact that another country owns: it happened by that country's clock, and its key signed it.</summary>
    private static HistoryStep Step(Stamp stamp, string step, string detail, PeerProof proof, CaseContent<string>? note = null) =>
        Signed(At(Step(stamp, step, detail, note), proof.OccurredAt), proof.SigningKeyId);

    private static HistoryStep Step(Stamp stamp, string step, string detail, ReceiptProof receipt) =>
        Signed(At(Step(stamp, step, detail), receipt.ReceiptTime), receipt.SigningKeyId);

    private static HistoryStep At(HistoryStep step, DateTimeOffset occurred)
    {
        step.OccurTime = occurred.ToProto();
        return step;
    }

    private static HistoryStep Signed(HistoryStep step, string keyId)
    {
        step.SigningKeyId = keyId;
        return step;
    }

    private static string Words(ReturnOutcome outcome) => outcome switch
    {
        ReturnOutcome.Refused => "refused",
        ReturnOutcome.NotUnderstood => "not understood",
        ReturnOutcome.StoredUnprocessed => "stored, not processed",
        ReturnOutcome.Erased => "erased before delivery",
        _ => throw new UnreachableException($"The outcomes are closed; {outcome} has no words."),
    };

    private static string Named(string reference) => reference.Length == 0 ? "" : $", {reference}";
}
