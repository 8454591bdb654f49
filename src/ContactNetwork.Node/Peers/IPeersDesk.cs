using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers;

/// <summary>Whoever calls people for this room, which itself knows no other room.</summary>
internal interface IPeersDesk
{
    /// <summary>Raises an alert in this session, committed with it.</summary>
    Task RaiseAsync(WriteSession session, PeersNotice notice, CancellationToken cancellation);

    /// <summary>Pages people without an alert, about notices that can't become one now.</summary>
    /// <returns>Whether anybody was paged; else come again with the same key.</returns>
    Task<bool> PageAsync(Guid key, IReadOnlyList<WaitingNotice> waiting, CancellationToken cancellation);
}

/// <summary>A notice that could not be told yet.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="Since">Since when it waits.</param>
internal sealed record WaitingNotice(PeersNotice Notice, DateTimeOffset Since);

/// <summary>What the duty desk must learn about a peer.</summary>
/// <param name="Cause">Why, one of <see cref="PeersCauses"/>.</param>
/// <param name="Peer">The country.</param>
/// <param name="Subject">The message or the lane that it is about; the same again for the same thing.</param>
/// <param name="Reference">The reference number of the case; empty for none.</param>
/// <param name="Urgency">How urgent it is.</param>
/// <param name="IsTest">Whether it is about a test.</param>
internal sealed record PeersNotice(string Cause, string Peer, Guid Subject, string Reference, Urgency Urgency, bool IsTest);

/// <summary>Why the desk is called. Stored in alerts: never renamed.</summary>
internal static class PeersCauses
{
    /// <summary>A message from the peer is stored, but its processing failed: somebody must read it.</summary>
    public const string DispatchUnprocessed = "DISPATCH_UNPROCESSED";

    /// <summary>A message from the peer is of a kind, or needs a feature, that this node doesn't know.</summary>
    public const string DispatchNotUnderstood = "DISPATCH_NOT_UNDERSTOOD";

    /// <summary>The peer sent a second history of a lane: the lane has stopped. Call the peer's desk.</summary>
    public const string PeerForked = "PEER_FORKED";

    /// <summary>The peer holds another history of our lane: the lane has stopped. Call the peer's desk.</summary>
    public const string OwnForked = "OWN_FORKED";

    /// <summary>Our own lane is behind what we once sent, as after a restore: the lane has stopped.</summary>
    public const string OwnChainBehind = "OWN_CHAIN_BEHIND";

    /// <summary>The peer has lost messages that it had receipted; they are sent again.</summary>
    public const string PeerLostMessages = "PEER_LOST_MESSAGES";

    /// <summary>The peer's lane is behind what it once sent, as after a restore. Call the peer's desk.</summary>
    public const string PeerChainBehind = "PEER_CHAIN_BEHIND";

    /// <summary>Our store was restored from a backup older than what the peer knows of us: nothing travels until it is brought up to date.</summary>
    public const string StoreRestored = "STORE_RESTORED";

    /// <summary>Our restored store is up to date with the peer again; see what could not be put back.</summary>
    public const string StoreRecovered = "STORE_RECOVERED";

    /// <summary>An operator goes on with the peer without what it could give back.</summary>
    public const string LossAccepted = "LOSS_ACCEPTED";

    /// <summary>The peer goes on in a new epoch: its store was restored from a backup.</summary>
    public const string PeerRestored = "PEER_RESTORED";

    /// <summary>A signed notice says that keys of the country are in wrong hands: nothing by them is taken any more. Call its desk.</summary>
    public const string KeyCompromised = "KEY_COMPROMISED";

    /// <summary>Somebody here has suspended the peer.</summary>
    public const string PeerSuspended = "PEER_SUSPENDED";

    /// <summary>Nobody has confirmed the suspension of the peer in time: it has ended.</summary>
    public const string SuspensionLapsed = "PEER_SUSPENSION_LAPSED";

    /// <summary>People here have ended the suspension of the peer.</summary>
    public const string PeerResumed = "PEER_RESUMED";

    /// <summary>The peer's machine does not take our messages, for a reason that waiting may not end.</summary>
    public const string PeerRefuses = "PEER_REFUSES";

    /// <summary>A message of ours can't be written, for a defect of our own: it is parked. The subject is the case's id. Call the peer's desk.</summary>
    public const string MessageNotComposed = "MESSAGE_NOT_COMPOSED";

    /// <summary>
    /// The peer has answered a message of ours, and the case can't take note of it, for a defect of our own: it is parked. The
    /// subject is the case's id; the board shows the case as if nobody had answered. `cn node rebuild-due` tells it again.
    /// </summary>
    public const string ReceiptNotRecorded = "RECEIPT_NOT_RECORDED";

    /// <summary>Nothing leaves in a lane, for a defect of our own that concerns no message alone; it is tried again and again.</summary>
    public const string LaneBroken = "LANE_BROKEN";

    /// <summary>Nothing leaves in a lane, because our own file of how far it has come can't be read or written.</summary>
    public const string HighWaterUnusable = "HIGH_WATER_UNUSABLE";
}
