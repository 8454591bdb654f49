using ContactNetwork.Federation;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>Lets a notice from a caller wait once, and never twice: it counts at the caller's next Hello at the latest.</summary>
internal sealed class NoticesHeldBack
{
    /// <summary>Notices remembered at once; over it all are forgotten, so that each may wait once more.</summary>
    public const int RememberedMax = 256;

    private readonly Lock gate = new();
    private readonly HashSet<(string Caller, Digest Notice)> remembered = [];

    /// <summary>Whether it is to wait now.</summary>
    public bool Wait(string caller, Envelope notice)
    {
        lock (gate)
        {
            if (remembered.Count >= RememberedMax)
                remembered.Clear();
            return remembered.Add((caller, Digest.Of(notice.Payload)));
        }
    }
}
