using System.Collections.Immutable;
using ContactNetwork.Node.OnCall.Channels;
using ContactNetwork.Node.Operations;

namespace ContactNetwork.Node.OnCall.Pages;

/// <summary>
/// Pages everybody on the duty list at once about what can't become an alert, because the code that makes alerts fails. It
/// needs the duty list and the channels: no stream, no view, no reaction, and nothing of the store.
/// </summary>
internal sealed class PlainPages(DutyList duty, NodeIdentity node, IEnumerable<IPageChannel> channels, ILogger<PlainPages> log)
{
    private readonly ImmutableDictionary<string, IPageChannel> channelOf = channels.ToImmutableDictionary(channel => channel.Kind);

    /// <summary>Hands the page over to all.</summary>
    /// <returns>Whether a channel has taken it for anybody.</returns>
    public async Task<bool> SendAsync(PlainPage page, CancellationToken cancellation)
    {
        if (duty.IsEmpty)
            log.NobodyOnDuty();
        var outcomes = await Task.WhenAll(duty.Everybody.Select(known => SendAsync(page, known.Method, known.Address, cancellation)));
        return outcomes.Any(isSent => isSent);
    }

    private async Task<bool> SendAsync(PlainPage page, string method, string address, CancellationToken cancellation)
    {
        if (!channelOf.TryGetValue(method, out var channel))
            return false;
        var outcome = await channel.SendAsync(PageText.ComposePlain(page, address, node, duty.DeskPhone), cancellation);
        var code = outcome switch
        {
            PageOutcome.Sent => "",
            PageOutcome.Failed failed => failed.Code,
            PageOutcome.Unknown unknown => unknown.Code,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        Meters.PageAttempts.Add(1, new("channel", method), new("result", code.Length == 0 ? "SENT" : code));
        if (code.Length > 0)
            log.PageFailed(page.Key, method, code);
        return code.Length == 0;
    }
}
