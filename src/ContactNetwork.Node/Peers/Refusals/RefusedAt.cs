namespace ContactNetwork.Node.Peers.Refusals;

/// <summary>Where something was refused. Numbers are stored.</summary>
internal enum RefusedAt : short
{
    /// <summary>A handshake of somebody who called us.</summary>
    HandshakeFrom = 1,

    /// <summary>A handshake with somebody whom we called.</summary>
    HandshakeTo = 2,

    /// <summary>A roster, key set or notice.</summary>
    Document = 3,

    /// <summary>A call of a peer whose connection was taken.</summary>
    Call = 4,

    /// <summary>A dispatch that is not what it must be, before its place in the chain is looked at.</summary>
    Dispatch = 5,
}
