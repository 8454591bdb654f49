using System.Globalization;
using ContactNetwork.Domain;

namespace ContactNetwork.Node.Clerks;

/// <summary>
/// The groups in which due work is claimed: a peer's lane, a person's channel, a share of the timers. One clerk at a
/// time works in a group, so its name is also the name of its lease. Derived from the item alone.
/// </summary>
internal static class DueGroups
{
    /// <summary>How many shares the timers are spread over, so that replicas can divide them.</summary>
    public const int TimerShares = 8;

    /// <summary>Begins the names of the courier's groups.</summary>
    public const string Lanes = "deliver/";

    /// <summary>The courier's group of a peer's lane, e.g. "deliver/XB/1".</summary>
    public static string OfLane(string peer, Lane lane) => string.Create(CultureInfo.InvariantCulture, $"{Lanes}{peer}/{(int)lane}");

    /// <summary>The group of an item of a stream.</summary>
    public static string Of(Guid stream, DueItem item) => item.Kind switch
    {
        DueKinds.Deliver => OfLane(item.Peer ?? throw NeedsPeer(item), item.Lane ?? throw NeedsPeer(item)),
        DueKinds.Page => OfPage(item.Key),
        _ => OfTimer(stream),
    };

    /// <summary>The pager's group of a page: the person and the method of "step/person/method/address".</summary>
    private static string OfPage(string key)
    {
        var parts = key.Split('/');
        return parts.Length >= 3
            ? $"page/{parts[1]}/{parts[2]}"
            : throw new ArgumentException("A page's key is step/person/method and perhaps an address.", nameof(key));
    }

    private static string OfTimer(Guid stream) => string.Create(
        CultureInfo.InvariantCulture, $"timer/{stream.ToByteArray()[^1] % TimerShares}");

    private static ArgumentException NeedsPeer(DueItem item) => new($"A {item.Kind} needs a peer and a lane.", nameof(item));
}
