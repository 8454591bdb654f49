using ContactNetwork.Federation.V1;

namespace ContactNetwork.Node.Peers;

/// <summary>Why a lane has stopped. Stored, and shown to people.</summary>
internal static class StopReasons
{
    /// <summary>There are two histories of the lane.</summary>
    public const string Fork = "FORK";

    /// <summary>Our lane is behind what we once sent, as after a restore from a backup.</summary>
    public const string OwnChainBehind = "OWN_CHAIN_BEHIND";

    /// <summary>The peer's lane is behind what it once sent.</summary>
    public const string PeerChainBehind = "PEER_CHAIN_BEHIND";

    /// <summary>The reason as the peer's receipt tells it.</summary>
    public static string Of(ReceiptReason reason) => reason switch
    {
        ReceiptReason.Fork => Fork,
        ReceiptReason.ChainBroken => "CHAIN_BROKEN",
        ReceiptReason.OldEpoch => "OLD_EPOCH",
        _ => reason.ToString().ToUpperInvariant(),
    };
}
