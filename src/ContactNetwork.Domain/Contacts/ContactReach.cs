using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>One way to reach a contact point.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Value">The number, E.164, or address.</param>
/// <param name="Hours">When it is answered.</param>
/// <param name="Security">How it is protected.</param>
/// <param name="KeyFingerprint">The key to use; empty for none.</param>
/// <param name="BytesMax">The largest message; 0 when not known.</param>
/// <param name="IsTestAllowed">Contact tests may use it.</param>
/// <param name="Note">More about it.</param>
public sealed record ContactChannel(
    ChannelKind Kind,
    string Value,
    ChannelHours Hours,
    ChannelSecurity Security,
    string KeyFingerprint,
    long BytesMax,
    bool IsTestAllowed,
    string Note)
{
    /// <summary>Tells whether a person can be spoken to on it.</summary>
    public bool IsSpoken => Kind is ChannelKind.Voice or ChannelKind.Mobile or ChannelKind.Satellite;

    /// <summary>Tells whether its value is a number, E.164.</summary>
    public bool IsNumber => IsSpoken || Kind is ChannelKind.Fax;
}

/// <summary>When somebody is there.</summary>
/// <param name="Zone">The IANA time zone.</param>
/// <param name="Coverage">How it is covered.</param>
/// <param name="Weekly">The staffed hours of a week, local time.</param>
/// <param name="Holidays">Days without them.</param>
public sealed record OpeningHours(string Zone, Coverage Coverage, ImmutableArray<WeeklySpan> Weekly, ImmutableArray<Holiday> Holidays)
{
    /// <summary>Nothing is known.</summary>
    public static OpeningHours Unknown { get; } = new("", 0, [], []);
}

/// <summary>A span of staffed hours of each week.</summary>
/// <param name="Weekday">1 is Monday, 7 is Sunday.</param>
/// <param name="Start">"08:00".</param>
/// <param name="End">"16:30", "24:00" for midnight; not after the start when it ends on the next day.</param>
public sealed record WeeklySpan(int Weekday, string Start, string End);

/// <summary>A day without the weekly hours.</summary>
/// <param name="Date">ISO 8601.</param>
/// <param name="Name">Its name.</param>
public sealed record Holiday(string Date, string Name);

/// <summary>A language that a contact point answers in.</summary>
/// <param name="Language">BCP 47.</param>
/// <param name="Level">The level.</param>
/// <param name="IsSpoken">It is spoken.</param>
/// <param name="IsWritten">It is written.</param>
/// <param name="IsStaffedHoursOnly">It is there in the staffed hours only.</param>
/// <param name="IsFormal">Formal requests are accepted in it.</param>
public sealed record LanguageSkill(
    string Language, LanguageLevel Level, bool IsSpoken, bool IsWritten, bool IsStaffedHoursOnly, bool IsFormal);

/// <summary>A key that peers may check or encrypt with.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Fingerprint">Hexadecimal.</param>
/// <param name="FromDate">From when it is used; empty when it always was.</param>
/// <param name="UntilDate">Until when it is used; empty for no end.</param>
/// <param name="IsNext">It is announced and not used yet.</param>
public sealed record SheetKey(SheetKeyKind Kind, string Fingerprint, string FromDate, string UntilDate, bool IsNext);
