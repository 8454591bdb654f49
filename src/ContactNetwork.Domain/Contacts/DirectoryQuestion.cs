using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>An officer's question to the directory; what is null or empty does not narrow the answer.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Network">The network that the contact point must be designated in.</param>
/// <param name="Instrument">The instrument of the designation.</param>
/// <param name="RequestKind">The kind of request.</param>
/// <param name="DataKind">The kind of data.</param>
/// <param name="Language">The language that must be answered in.</param>
/// <param name="Text">Words of names, in any script.</param>
public sealed record DirectoryQuestion(
    string Country,
    ContactNetworkKind? Network,
    string Instrument,
    RequestKind? RequestKind,
    DataKind? DataKind,
    string Language,
    string Text);

/// <summary>A version of a sheet that is held here.</summary>
/// <param name="Content">What it says.</param>
/// <param name="Version">The version.</param>
/// <param name="CreateTime">When its country made it, which confirms it.</param>
/// <param name="EffectiveTime">Since when it is in force here.</param>
public sealed record HeldSheet(CountrySheet Content, long Version, DateTimeOffset CreateTime, DateTimeOffset EffectiveTime);

/// <summary>What is known of one country.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="DisplayName">Its name in the roster.</param>
/// <param name="SearchWords">Other names and codes to find it by.</param>
/// <param name="Recent">
/// The sheet in force last, before it those that came into force within 72 hours, and one older, where there is one.
/// </param>
public sealed record CountryRecord(string Country, string DisplayName, string SearchWords, ImmutableArray<HeldSheet> Recent)
{
    /// <summary>The sheet in force; null when none is known.</summary>
    public HeldSheet? InForce => Recent.IsEmpty ? null : Recent[^1];
}

/// <summary>How good a record is.</summary>
/// <param name="Version">The sheet's version.</param>
/// <param name="ConfirmedAt">When its country confirmed it last.</param>
/// <param name="ConfirmDueAt">When it must be confirmed again.</param>
/// <param name="IsStale">This time has passed.</param>
/// <param name="Marking">Who may read it.</param>
public sealed record RecordQuality(long Version, DateTimeOffset ConfirmedAt, DateTimeOffset ConfirmDueAt, bool IsStale, Marking Marking)
{
    /// <summary>The quality of a held sheet at an instant. A clock that is ahead confirms nothing for the future.</summary>
    public static RecordQuality Of(HeldSheet sheet, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        DateTimeOffset confirmed = sheet.CreateTime < sheet.EffectiveTime ? sheet.CreateTime : sheet.EffectiveTime;
        DateTimeOffset due = confirmed + SheetLimits.ConfirmationLasts;
        return new RecordQuality(sheet.Version, confirmed, due, now >= due, sheet.Content.Marking);
    }
}
