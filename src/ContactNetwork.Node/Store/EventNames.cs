using System.Collections.Frozen;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Domain.Peers;
using ContactNetwork.Domain.Preservations;

namespace ContactNetwork.Node.Store;

/// <summary>
/// The stored name of every event, fixed by hand: renaming a record must not break history. A new shape is a new event
/// with a new name; nothing here is ever changed or removed.
/// </summary>
internal static class EventNames
{
    /// <summary>All names by type.</summary>
    public static FrozenDictionary<Type, string> All { get; } = new Dictionary<Type, string>
    {
        [typeof(RequestingPreservationEvent.PreservationFiled)] = "preservation.filed.v1",
        [typeof(RequestingPreservationEvent.PreservationDelivered)] = "preservation.delivered.v1",
        [typeof(RequestingPreservationEvent.FollowUpDelivered)] = "preservation.follow-up-delivered.v1",
        [typeof(RequestingPreservationEvent.DispatchReturned)] = "preservation.dispatch-returned.v1",
        [typeof(RequestingPreservationEvent.PeerDeskPaged)] = "preservation.peer-desk-paged.v1",
        [typeof(RequestingPreservationEvent.PeerAcknowledged)] = "preservation.peer-acknowledged.v1",
        [typeof(RequestingPreservationEvent.PeerReportedNotYetAcknowledged)] = "preservation.peer-reported-not-yet-acknowledged.v1",
        [typeof(RequestingPreservationEvent.ReceiptOverdue)] = "preservation.receipt-overdue.v1",
        [typeof(RequestingPreservationEvent.AcknowledgementOverdue)] = "preservation.acknowledgement-overdue.v1",
        [typeof(RequestingPreservationEvent.PreservationWithdrawn)] = "preservation.withdrawn.v1",
        [typeof(RequestingPreservationEvent.PeerConfirmedWithdrawal)] = "preservation.peer-confirmed-withdrawal.v1",
        [typeof(RequestedPreservationEvent.PreservationReceived)] = "received-preservation.received.v1",
        [typeof(RequestedPreservationEvent.PreservationAnnounced)] = "received-preservation.announced.v1",
        [typeof(RequestedPreservationEvent.PredecessorOverdue)] = "received-preservation.predecessor-overdue.v1",
        [typeof(RequestedPreservationEvent.ReceivedDeskPaged)] = "received-preservation.desk-paged.v1",
        [typeof(RequestedPreservationEvent.PreservationAcknowledged)] = "received-preservation.acknowledged.v1",
        [typeof(RequestedPreservationEvent.AcknowledgementMissed)] = "received-preservation.acknowledgement-missed.v1",
        [typeof(RequestedPreservationEvent.ReminderReceived)] = "received-preservation.reminder-received.v1",
        [typeof(RequestedPreservationEvent.WithdrawalReceived)] = "received-preservation.withdrawal-received.v1",
        [typeof(RequestedPreservationEvent.FollowUpDelivered)] = "received-preservation.follow-up-delivered.v1",
        [typeof(RequestedPreservationEvent.DispatchReturned)] = "received-preservation.dispatch-returned.v1",
        [typeof(AlertEvent.AlertRaised)] = "alert.raised.v1",
        [typeof(AlertEvent.StepStarted)] = "alert.step-started.v1",
        [typeof(AlertEvent.StepWasEmpty)] = "alert.step-was-empty.v1",
        [typeof(AlertEvent.AlertNotified)] = "alert.notified.v1",
        [typeof(AlertEvent.PageSent)] = "alert.page-sent.v1",
        [typeof(AlertEvent.PageFailed)] = "alert.page-failed.v1",
        [typeof(AlertEvent.AlertMissed)] = "alert.missed.v1",
        [typeof(AlertEvent.LadderReplaced)] = "alert.ladder-replaced.v1",
        [typeof(AlertEvent.AlertAlarmedAgain)] = "alert.alarmed-again.v1",
        [typeof(AlertEvent.AlertAcknowledged)] = "alert.acknowledged.v1",
        [typeof(AlertEvent.AlertCancelled)] = "alert.cancelled.v1",
        [typeof(PeerEvent.PeerSuspended)] = "peer.suspended.v1",
        [typeof(PeerEvent.SuspensionConfirmed)] = "peer.suspension-confirmed.v1",
        [typeof(PeerEvent.SuspensionLapsed)] = "peer.suspension-lapsed.v1",
        [typeof(PeerEvent.ResumptionProposed)] = "peer.resumption-proposed.v1",
        [typeof(PeerEvent.PeerResumed)] = "peer.resumed.v1",
        [typeof(SheetSendingEvent.SheetOwed)] = "sheet-sending.owed.v1",
        [typeof(SheetSendingEvent.SheetReceipted)] = "sheet-sending.receipted.v1",
        [typeof(ContactTestEvent.TestPlanned)] = "contact-test.planned.v1",
        [typeof(ContactTestEvent.TestStarted)] = "contact-test.started.v1",
        [typeof(ContactTestEvent.TestDropped)] = "contact-test.dropped.v1",
        [typeof(ContactTestEvent.TestDelivered)] = "contact-test.delivered.v1",
        [typeof(ContactTestEvent.TestMessageReturned)] = "contact-test.message-returned.v1",
        [typeof(ContactTestEvent.ConclusionDelivered)] = "contact-test.conclusion-delivered.v1",
        [typeof(ContactTestEvent.TestAcknowledgedThere)] = "contact-test.acknowledged-there.v1",
        [typeof(ContactTestEvent.TestDeclinedThere)] = "contact-test.declined-there.v1",
        [typeof(ContactTestEvent.TestConcluded)] = "contact-test.concluded.v1",
        [typeof(ContactTestEvent.VoiceTestStarted)] = "contact-test.voice-started.v1",
        [typeof(ContactTestEvent.VoiceResultRecorded)] = "contact-test.voice-result-recorded.v1",
        [typeof(ReceivedContactTestEvent.TestAdmitted)] = "received-contact-test.admitted.v1",
        [typeof(ReceivedContactTestEvent.TestDeclined)] = "received-contact-test.declined.v1",
        [typeof(ReceivedContactTestEvent.TestAcknowledged)] = "received-contact-test.acknowledged.v1",
        [typeof(ReceivedContactTestEvent.TestUnanswered)] = "received-contact-test.unanswered.v1",
        [typeof(ReceivedContactTestEvent.AnswerReceipted)] = "received-contact-test.answer-receipted.v1",
        [typeof(ReceivedContactTestEvent.ConclusionReceived)] = "received-contact-test.conclusion-received.v1",
        [typeof(ReceivedContactTestEvent.VoiceTestAdmitted)] = "received-contact-test.voice-admitted.v1",
        [typeof(ReceivedContactTestEvent.VoiceConclusionReceived)] = "received-contact-test.voice-conclusion-received.v1",
        [typeof(ContactTestEvent.ContactWitnessed)] = "contact-test.contact-witnessed.v1",
        [typeof(ContactTestEvent.TestRestored)] = "contact-test.restored.v1",
        [typeof(ContactTestEvent.ConclusionRestored)] = "contact-test.conclusion-restored.v1",
        [typeof(ReceivedContactTestEvent.AcknowledgementRestored)] = "received-contact-test.acknowledgement-restored.v1",
        [typeof(ReceivedContactTestEvent.DeclineRestored)] = "received-contact-test.decline-restored.v1",
        [typeof(ReceivedContactTestEvent.RestoredTestKnown)] = "received-contact-test.restored-known.v1",
        [typeof(HumanContactSendingEvent.ContactOwed)] = "human-contact-sending.owed.v1",
        [typeof(HumanContactSendingEvent.ContactReceipted)] = "human-contact-sending.receipted.v1",
        [typeof(PeerEvent.RestoreDetected)] = "peer.restore-detected.v1",
        [typeof(PeerEvent.RestoreCompleted)] = "peer.restore-completed.v1",
        [typeof(PeerEvent.LossAccepted)] = "peer.loss-accepted.v1",
    }.ToFrozenDictionary();
}
