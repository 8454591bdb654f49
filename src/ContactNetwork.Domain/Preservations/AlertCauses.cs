namespace ContactNetwork.Domain.Preservations;

/// <summary>Why a preservation wants a person. On-call shows these codes and understands none. Stored: never renamed.</summary>
public static class AlertCauses
{
    /// <summary>A request came in and waits for a person.</summary>
    public const string RequestReceived = "REQUEST_RECEIVED";

    /// <summary>The other country reminds of a request that nobody has taken.</summary>
    public const string ReminderReceived = "REMINDER_RECEIVED";

    /// <summary>A message about a request is here and the request itself is not.</summary>
    public const string IncompleteCase = "INCOMPLETE_CASE";

    /// <summary>The other country has withdrawn a request that a person here works on, or that is not here yet.</summary>
    public const string WithdrawalReceived = "WITHDRAWAL_RECEIVED";

    /// <summary>The other country's machine has not receipted in time.</summary>
    public const string ReceiptOverdue = "RECEIPT_OVERDUE";

    /// <summary>No person of the other country has taken our request in time.</summary>
    public const string AcknowledgementOverdue = "ACKNOWLEDGEMENT_OVERDUE";

    /// <summary>A deadline passed, and what follows from it is held because clocks disagree.</summary>
    public const string DeadlineHeld = "DEADLINE_HELD";

    /// <summary>The other country says that nobody there has taken our request yet.</summary>
    public const string PeerNotYetAcknowledged = "PEER_NOT_YET_ACKNOWLEDGED";

    /// <summary>A message of ours was not processed by the other country's machine.</summary>
    public const string DispatchReturned = "DISPATCH_RETURNED";
}
