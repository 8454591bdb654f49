using System.Collections.Immutable;
using ContactNetwork.Domain;

namespace ContactNetwork.Node.OnCall.Channels;

/// <summary>A way to reach a person: mail now; push, text and voice later. Registered in the container by its kind.</summary>
internal interface IPageChannel
{
    /// <summary>The kind, as duty lists and events name it. Stored: never renamed.</summary>
    string Kind { get; }

    /// <summary>
    /// Hands a page over. It ends within the channel's own limit, and never throws for what the outer world does.
    /// The same key again is the same page: a channel that can tells the receiver so.
    /// </summary>
    Task<PageOutcome> SendAsync(OutgoingPage page, CancellationToken cancellation);
}

/// <summary>Says that there is a channel of a kind, to those who check addresses before any channel is made.</summary>
/// <param name="Kind">The kind.</param>
internal sealed record PageChannelKind(string Kind);

/// <summary>A page as it leaves. It holds no case content.</summary>
/// <param name="IdempotencyKey">Names the page for ever, through every repetition.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The whole text.</param>
/// <param name="Urgency">The highest urgency in it.</param>
internal sealed record OutgoingPage(Guid IdempotencyKey, string Address, string Subject, ImmutableArray<string> Text, Urgency Urgency);

/// <summary>How handing over went.</summary>
internal abstract record PageOutcome
{
    private PageOutcome()
    {
    }

    /// <summary>The channel has taken it.</summary>
    public sealed record Sent : PageOutcome;

    /// <summary>The channel has not taken it.</summary>
    /// <param name="Code">Why, upper snake case, at most 63 characters.</param>
    /// <param name="IsLasting">The same page would be refused again.</param>
    public sealed record Failed(string Code, bool IsLasting) : PageOutcome;

    /// <summary>Nobody can tell whether the channel has taken it; it is sent again under the same key.</summary>
    /// <param name="Code">Why, upper snake case, at most 63 characters.</param>
    public sealed record Unknown(string Code) : PageOutcome;
}
