using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Trust;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers;

/// <summary>What this room logs: countries, lanes, numbers and message ids; never content.</summary>
internal static partial class PeersLog
{
    [LoggerMessage(3001, LogLevel.Information, "Accepted {Kind} {Country} version {Version} from {Origin}.", EventName = "TrustDocumentAccepted")]
    public static partial void TrustDocumentAccepted(this ILogger log, TrustKind kind, string country, ulong version, string origin);

    [LoggerMessage(3002, LogLevel.Error,
        "There are two rightly signed documents: {Kind} {Country} version {Version}. Held: {Held}; offered by {Origin}: {Offered}. The held one stays in force.",
        EventName = "TrustDocumentConflict")]
    public static partial void TrustDocumentConflict(
        this ILogger log, TrustKind kind, string country, ulong version, string held, string offered, string origin);

    [LoggerMessage(3003, LogLevel.Warning, "Refused a {Kind} from {Origin}: {Fault}. {Detail}", EventName = "TrustDocumentRefused")]
    public static partial void TrustDocumentRefused(this ILogger log, TrustKind kind, TrustFault fault, string detail, string origin);

    [LoggerMessage(3004, LogLevel.Error, "Trust document {Id} of the store can't be used: {Offer}.", EventName = "StoredTrustUnusable")]
    public static partial void StoredTrustUnusable(this ILogger log, long id, string offer);

    [LoggerMessage(3005, LogLevel.Warning, "The store could not confirm whom to trust: {Fault}.", EventName = "TrustNotConfirmed")]
    public static partial void TrustNotConfirmed(this ILogger log, string fault);

    [LoggerMessage(3051, LogLevel.Warning, "The store lacks {Count} rosters, key sets or notices that this node had accepted, as after a restore; they are put back.",
        EventName = "TrustBehind")]
    public static partial void TrustBehind(this ILogger log, int count);

    [LoggerMessage(3052, LogLevel.Warning, "An older store was put in the place of ours while the node runs: trust document {Before} was the newest, {After} is now.",
        EventName = "TrustPutBack")]
    public static partial void TrustPutBack(this ILogger log, long before, long after);

    [LoggerMessage(3053, LogLevel.Error, "The rosters, key sets and notices in force can't be written beside the store: a restore would be noticed by peers only.",
        EventName = "TrustHighWaterNotWritten")]
    public static partial void TrustHighWaterNotWritten(this ILogger log, Exception exception);

    [LoggerMessage(3057, LogLevel.Error, "A high-water file can't be used: {Reason}", EventName = "HighWaterUnusable")]
    public static partial void HighWaterUnusable(this ILogger log, Exception exception, string reason);

    [LoggerMessage(3054, LogLevel.Information, "{File} came from peers and is in the trust folder now.", EventName = "TrustFolderUpdated")]
    public static partial void TrustFolderUpdated(this ILogger log, string file);

    [LoggerMessage(3055, LogLevel.Warning, "What came from peers can't be put into the trust folder; `cn keys` there would go on from an older key set: {Reason}",
        EventName = "TrustFolderNotWritten")]
    public static partial void TrustFolderNotWritten(this ILogger log, string reason);

    [LoggerMessage(3056, LogLevel.Warning, "This database may be an older one than ours: nothing travels with {Count} countries before a Hello has compared the chains.",
        EventName = "StoreDoubted")]
    public static partial void StoreDoubted(this ILogger log, int count);

    [LoggerMessage(3006, LogLevel.Error, "The trust folder can't be read: {Reason}", EventName = "TrustFolderUnusable")]
    public static partial void TrustFolderUnusable(this ILogger log, Exception exception, string reason);

    [LoggerMessage(3009, LogLevel.Warning, "Refusals could not be stored and wait in memory: {Fault}.", EventName = "RefusalsNotStored")]
    public static partial void RefusalsNotStored(this ILogger log, string fault);

    [LoggerMessage(3007, LogLevel.Information, "Renewed the node's certificate, valid until {NotAfter}.", EventName = "CertificateRenewed")]
    public static partial void CertificateRenewed(this ILogger log, DateTimeOffset notAfter);

    [LoggerMessage(3008, LogLevel.Error, "The node's certificate can't be renewed: {Reason}", EventName = "CertificateNotRenewed")]
    public static partial void CertificateNotRenewed(this ILogger log, Exception? exception, string reason);

    [LoggerMessage(3011, LogLevel.Debug, "From {Peer} in {Lane}: dispatch {Epoch}/{Sequence}, message {MessageId}: {Outcome} {Reason}.",
        EventName = "DispatchReceived")]
    public static partial void DispatchReceived(
        this ILogger log, string peer, Lane lane, ulong epoch, ulong sequence, Guid messageId, Outcome outcome, ReceiptReason reason);

    [LoggerMessage(3012, LogLevel.Warning, "From {Peer}: a dispatch of {Lane} {Epoch}/{Sequence} was answered {Outcome} {Reason}.",
        EventName = "DispatchNotTaken")]
    public static partial void DispatchNotTaken(
        this ILogger log, string peer, Federation.V1.Lane lane, ulong epoch, ulong sequence, Outcome outcome, ReceiptReason reason);

    [LoggerMessage(3013, LogLevel.Error, "{Peer} has sent a second history of lane {Lane} at {Epoch}/{Sequence}: {Verdict}. The lane has stopped.",
        EventName = "PeerForked")]
    public static partial void PeerForked(this ILogger log, string peer, Lane lane, ulong epoch, ulong sequence, ReceiptReason verdict);

    [LoggerMessage(3014, LogLevel.Warning, "A batch of {Count} dispatches from {Peer} in {Lane} failed; they are taken one by one.",
        EventName = "BatchFailed")]
    public static partial void BatchFailed(this ILogger log, Exception exception, int count, string peer, Lane lane);

    [LoggerMessage(3015, LogLevel.Error, "Dispatch {Epoch}/{Sequence} from {Peer} in {Lane} is stored and could not be processed; it is tried again.",
        EventName = "DispatchUnprocessed")]
    public static partial void DispatchUnprocessed(
        this ILogger log, Exception exception, string peer, Lane lane, ulong epoch, ulong sequence);

    [LoggerMessage(3016, LogLevel.Information, "Message {MessageId} from {Peer} was processed late: {Outcome}.", EventName = "DispatchProcessedLate")]
    public static partial void DispatchProcessedLate(this ILogger log, Guid messageId, string peer, Outcome outcome);

    [LoggerMessage(3017, LogLevel.Warning, "Message {MessageId} from {Peer} still can't be processed, try {Attempts}: {Fault}.",
        EventName = "DispatchStillUnprocessed")]
    public static partial void DispatchStillUnprocessed(this ILogger log, Guid messageId, string peer, int attempts, string fault);

    [LoggerMessage(3018, LogLevel.Warning, "Refused a call of {Peer}: {Reason}.", EventName = "PeerCallRefused")]
    public static partial void PeerCallRefused(this ILogger log, string peer, string reason);

    [LoggerMessage(3019, LogLevel.Error, "The duty desk could not be told of something about a peer; it is tried again.", EventName = "NoticesNotRelayed")]
    public static partial void NoticesNotRelayed(this ILogger log, Exception exception);

    [LoggerMessage(3044, LogLevel.Warning, "Page {Page} about {Count} notices that can't become alerts: handed over {IsPaged}.", EventName = "NoticesPaged")]
    public static partial void NoticesPaged(this ILogger log, Guid page, int count, bool isPaged);

    [LoggerMessage(3021, LogLevel.Debug, "To {Peer} in {Lane}: {Count} dispatches from {Epoch}/{Sequence} were answered, {Taken} taken.",
        EventName = "BatchDelivered")]
    public static partial void BatchDelivered(this ILogger log, string peer, Lane lane, int count, ulong epoch, ulong sequence, int taken);

    [LoggerMessage(3022, LogLevel.Information, "To {Peer} in {Lane}: try {Attempts} failed, {Error}; the next one is in {Pause}.",
        EventName = "DeliveryFailed")]
    public static partial void DeliveryFailed(this ILogger log, string peer, Lane lane, int attempts, string error, TimeSpan pause);

    [LoggerMessage(3023, LogLevel.Warning, "To {Peer} in {Lane}: dispatch {Epoch}/{Sequence} was answered {Outcome} {Reason}.",
        EventName = "DispatchReturned")]
    public static partial void DispatchReturned(
        this ILogger log, string peer, Lane lane, ulong epoch, ulong sequence, Outcome outcome, ReceiptReason reason);

    [LoggerMessage(3024, LogLevel.Error, "The lane {Lane} to {Peer} has stopped: {Reason}.", EventName = "OwnLaneStopped")]
    public static partial void OwnLaneStopped(this ILogger log, Lane lane, string peer, string reason);

    [LoggerMessage(3025, LogLevel.Warning, "{Peer} answered with a receipt that can't be believed: {Fault}.", EventName = "ReceiptNotBelieved")]
    public static partial void ReceiptNotBelieved(this ILogger log, string peer, ReceiptFault fault);

    [LoggerMessage(3026, LogLevel.Warning, "{Peer} has lost dispatches of lane {Lane} after {Sequence}; they are sent again.", EventName = "PeerLostDispatches")]
    public static partial void PeerLostDispatches(this ILogger log, string peer, Lane lane, ulong sequence);

    [LoggerMessage(3027, LogLevel.Error, "The message of {StreamKind} {Stream} can't be composed; it is parked.", EventName = "MessageNotComposed")]
    public static partial void MessageNotComposed(this ILogger log, Exception exception, string streamKind, Guid stream);

    [LoggerMessage(3038, LogLevel.Warning, "The message of {StreamKind} {Stream} can't be composed, try {Attempts}; the next one is in {Pause}.",
        EventName = "MessagePutOff")]
    public static partial void MessagePutOff(
        this ILogger log, Exception exception, string streamKind, Guid stream, int attempts, TimeSpan pause);

    [LoggerMessage(3039, LogLevel.Warning, "{Count} messages can't be read ahead together; each is read for itself.", EventName = "MessagesNotPrepared")]
    public static partial void MessagesNotPrepared(this ILogger log, Exception exception, int count);

    [LoggerMessage(3028, LogLevel.Error, "The high-water file of lane {Lane} to {Peer} can't be used; nothing leaves in it.", EventName = "LaneHeldByItsFile")]
    public static partial void LaneHeldByItsFile(this ILogger log, Exception exception, string peer, Lane lane);

    [LoggerMessage(3061, LogLevel.Warning, "A receipt could not be told to {StreamKind} {Stream}, try {Attempts}; the next one is in {Pause}.",
        EventName = "ReceiptPutOff")]
    public static partial void ReceiptPutOff(this ILogger log, Exception exception, string streamKind, Guid stream, int attempts, TimeSpan pause);

    [LoggerMessage(3062, LogLevel.Error, "A receipt can't be told to {StreamKind} {Stream}; it is parked.", EventName = "ReceiptNotRecorded")]
    public static partial void ReceiptNotRecorded(this ILogger log, Exception exception, string streamKind, Guid stream);

    [LoggerMessage(EventId = 3058, Message = "The lane {Lane} to {Peer} fails for a reason of this node's own; it is tried again.", EventName = "LaneBroken")]
    public static partial void LaneBroken(this ILogger log, LogLevel level, Exception exception, Lane lane, string peer);

    [LoggerMessage(3059, LogLevel.Warning, "{Count} messages can't be composed together; fewer are tried.", EventName = "MessagesNotComposedTogether")]
    public static partial void MessagesNotComposedTogether(this ILogger log, Exception exception, int count);

    [LoggerMessage(3029, LogLevel.Error, "{Count} messages to {Peer} in {Lane} were answered and are still owed; they are parked.",
        EventName = "AnsweredStillOwed")]
    public static partial void AnsweredStillOwed(this ILogger log, string peer, Lane lane, int count);

    [LoggerMessage(3031, LogLevel.Debug, "Hello to {Peer} failed: {Error}.", EventName = "HelloFailed")]
    public static partial void HelloFailed(this ILogger log, string peer, string error);

    [LoggerMessage(3032, LogLevel.Information, "{Peer} can be reached.", EventName = "PeerReached")]
    public static partial void PeerReached(this ILogger log, string peer);

    [LoggerMessage(3033, LogLevel.Warning, "{Peer} can't be reached: {Error}.", EventName = "PeerLost")]
    public static partial void PeerLost(this ILogger log, string peer, string error);

    [LoggerMessage(3034, LogLevel.Warning, "The clock of {Peer} is {OffsetMilliseconds} ms ahead of ours.", EventName = "PeerClockOff")]
    public static partial void PeerClockOff(this ILogger log, string peer, long offsetMilliseconds);

    [LoggerMessage(3035, LogLevel.Error, "The picture of {Peer} shows trouble in lane {Lane}: {Finding}.", EventName = "PictureTrouble")]
    public static partial void PictureTrouble(this ILogger log, string peer, Lane lane, string finding);

    [LoggerMessage(3037, LogLevel.Warning, "The picture of {Peer} shows that it has lost something in lane {Lane}: {Finding}.", EventName = "PeerBehind")]
    public static partial void PeerBehind(this ILogger log, string peer, Lane lane, string finding);

    [LoggerMessage(3041, LogLevel.Warning, "The store is behind what {Peer} knows of us, as after a restore: nothing travels until it is brought up to date.",
        EventName = "RestoreDetected")]
    public static partial void RestoreDetected(this ILogger log, string peer);

    [LoggerMessage(3042, LogLevel.Information, "The store is up to date with {Peer} again; the chains go on in a new epoch.", EventName = "RestoreCompleted")]
    public static partial void RestoreCompleted(this ILogger log, string peer);

    [LoggerMessage(3043, LogLevel.Warning, "The store can't be brought up to date with {Peer} now: {Code}.", EventName = "RestoreHeld")]
    public static partial void RestoreHeld(this ILogger log, Exception? exception, string peer, string code);

    [LoggerMessage(3060, LogLevel.Warning, "{Count} new key set(s) of this country in the trust folder wait: the database may have been restored, and no peer has told yet which ones it knows.",
        EventName = "OwnKeySetHeld")]
    public static partial void OwnKeySetHeld(this ILogger log, int count);

    [LoggerMessage(3036, LogLevel.Error, "The talk with {Peer} failed.", EventName = "HelloBroken")]
    public static partial void HelloBroken(this ILogger log, Exception exception, string peer);
}
