using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>A change of channels or keys of a contact point within the last 72 hours.</summary>
/// <param name="At">When it came into force here.</param>
/// <param name="PreviousNumbers">The numbers from before: spoken checks use these. Empty when it had none.</param>
/// <param name="Numbers">The numbers now.</param>
/// <param name="CheckUntil">Until when spoken checks use the previous numbers.</param>
/// <param name="IsKeyChange">Keys changed.</param>
/// <param name="IsFirstKnown">Nothing older is known of this country.</param>
public sealed record RecentChange(
    DateTimeOffset At,
    ImmutableArray<string> PreviousNumbers,
    ImmutableArray<string> Numbers,
    DateTimeOffset CheckUntil,
    bool IsKeyChange,
    bool IsFirstKnown)
{
    /// <summary>Finds the change; null when the contact point is reached as it was 72 hours ago.</summary>
    /// <param name="record">The country.</param>
    /// <param name="point">The contact point as it is in force.</param>
    /// <param name="now">The instant.</param>
    public static RecentChange? Find(CountryRecord record, ContactPoint point, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(point);
        if (record.InForce is not { } inForce)
            return null;
        HeldSheet? old = Before(record, now);
        ContactPoint? before = old?.Content.FindContactPoint(point.Id);
        bool isKeyChange = before is null || !before.Keys.SequenceEqual(point.Keys) || !old!.Content.Keys.SequenceEqual(inForce.Content.Keys);
        if (!isKeyChange && ContactReaches.HasSameReach(before!, point))
            return null;
        DateTimeOffset at = ChangedAt(record.Recent, point);
        return new RecentChange(
            at,
            ContactReaches.SpokenNumbers(before),
            ContactReaches.SpokenNumbers(point),
            at + SheetLimits.SpokenCheckLag,
            isKeyChange,
            old is null);
    }

    /// <summary>The sheet that was in force 72 hours ago; null where nothing so old is known.</summary>
    /// <param name="record">The country.</param>
    /// <param name="now">The instant.</param>
    public static HeldSheet? Before(CountryRecord record, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Recent.LastOrDefault(sheet => sheet.EffectiveTime <= now - SheetLimits.SpokenCheckLag);
    }

    /// <summary>Since when the contact point is reached as it is now, as far as is known.</summary>
    private static DateTimeOffset ChangedAt(ImmutableArray<HeldSheet> sheets, ContactPoint point)
    {
        DateTimeOffset since = sheets[^1].EffectiveTime;
        for (int index = sheets.Length - 1; index >= 0; index--)
        {
            bool isSame = sheets[index].Content.FindContactPoint(point.Id) is { } earlier
                && ContactReaches.HasSameReach(earlier, point)
                && sheets[index].Content.Keys.SequenceEqual(sheets[^1].Content.Keys);
            if (!isSame)
                break;
            since = sheets[index].EffectiveTime;
        }

        return since;
    }
}
