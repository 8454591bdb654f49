using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>How a contact point is reached: what spoken checks rest on.</summary>
public static class ContactReaches
{
    /// <summary>The numbers that spoken checks may use, in order, each once.</summary>
    public static ImmutableArray<string> SpokenNumbers(ContactPoint? point) =>
        point is null ? [] : [.. point.Channels.Where(channel => channel.IsSpoken).Select(channel => channel.Value).Distinct()];

    /// <summary>Tells whether two versions of a contact point are reached in the same ways with the same keys.</summary>
    public static bool HasSameReach(ContactPoint before, ContactPoint after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return before.Channels.SequenceEqual(after.Channels) && before.Keys.SequenceEqual(after.Keys);
    }
}
