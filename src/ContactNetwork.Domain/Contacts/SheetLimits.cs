namespace ContactNetwork.Domain.Contacts;

/// <summary>How much a sheet may hold, and its times; counts are characters (Unicode scalar values) or entries.</summary>
public static class SheetLimits
{
    /// <summary>Bytes of a whole sheet as it is signed.</summary>
    public const int PayloadBytesMax = 128 * 1024;

    /// <summary>How long a sheet counts as confirmed.</summary>
    public static readonly TimeSpan ConfirmationLasts = TimeSpan.FromDays(90);

    /// <summary>How long before its confirmation ends a task reminds of it.</summary>
    public static readonly TimeSpan ConfirmationReminder = TimeSpan.FromDays(14);

    /// <summary>How long after a change spoken checks use what was known before it.</summary>
    public static readonly TimeSpan SpokenCheckLag = TimeSpan.FromHours(72);

    /// <summary>Different directory keys that must sign a change of channels or keys.</summary>
    public const int DirectorySignaturesMin = 2;

    /// <summary>Names of the country.</summary>
    public const int CountryNamesMax = 20;

    /// <summary>Names of an authority or unit.</summary>
    public const int NamesMax = 10;

    /// <summary>A name.</summary>
    public const int NameMax = 200;

    /// <summary>A language tag.</summary>
    public const int LanguageTagMax = 35;

    /// <summary>The note on status.</summary>
    public const int StatusNoteMax = 500;

    /// <summary>Authorities.</summary>
    public const int AuthoritiesMax = 50;

    /// <summary>An authority's id.</summary>
    public const int AuthorityIdMax = 40;

    /// <summary>Contact points.</summary>
    public const int ContactPointsMax = 50;

    /// <summary>The last part of a contact point's id.</summary>
    public const int ContactPointNumberMax = 30;

    /// <summary>Roles of a contact point.</summary>
    public const int RolesMax = 6;

    /// <summary>Whom to ask for.</summary>
    public const int DeskMax = 100;

    /// <summary>Territories.</summary>
    public const int TerritoriesMax = 30;

    /// <summary>A territory.</summary>
    public const int TerritoryMax = 100;

    /// <summary>Designations of a contact point.</summary>
    public const int DesignationsMax = 20;

    /// <summary>An instrument's name, and an article of it.</summary>
    public const int InstrumentMax = 50;

    /// <summary>A source document, links, words on who is competent, on means and on where to turn.</summary>
    public const int WordsMax = 300;

    /// <summary>Competences of a contact point.</summary>
    public const int CompetencesMax = 20;

    /// <summary>A condition, and a note on data.</summary>
    public const int ConditionMax = 500;

    /// <summary>Rules for kinds of data.</summary>
    public const int DataRulesMax = 4;

    /// <summary>Channels of a contact point.</summary>
    public const int ChannelsMax = 20;

    /// <summary>A channel's value.</summary>
    public const int ChannelValueMax = 300;

    /// <summary>A channel's note.</summary>
    public const int ChannelNoteMax = 200;

    /// <summary>Digits of the shortest number, E.164, with its country code.</summary>
    public const int NumberDigitsMin = 7;

    /// <summary>Digits of the longest number, E.164.</summary>
    public const int NumberDigitsMax = 15;

    /// <summary>Hexadecimal digits of the shortest fingerprint.</summary>
    public const int FingerprintMin = 32;

    /// <summary>Hexadecimal digits of the longest fingerprint.</summary>
    public const int FingerprintMax = 128;

    /// <summary>An IANA zone's name.</summary>
    public const int ZoneMax = 60;

    /// <summary>Weekly spans.</summary>
    public const int WeeklySpansMax = 30;

    /// <summary>Holidays.</summary>
    public const int HolidaysMax = 100;

    /// <summary>A holiday's name.</summary>
    public const int HolidayNameMax = 100;

    /// <summary>Languages of a contact point.</summary>
    public const int LanguagesMax = 20;

    /// <summary>Keys of a contact point or of the country.</summary>
    public const int KeysMax = 10;

    /// <summary>Notes, summaries, reservations, formalities.</summary>
    public const int NoteMax = 1_000;

    /// <summary>Networks without designation.</summary>
    public const int NoDesignationsMax = 20;

    /// <summary>Legal bases, instruments, and reservations, each.</summary>
    public const int LawEntriesMax = 30;

    /// <summary>Request kinds that an article concerns.</summary>
    public const int RequestKindsMax = 10;

    /// <summary>The longest period of preservation, in days.</summary>
    public const int PeriodDaysMax = 3_650;

    /// <summary>How far ahead the next staffed hour is looked for.</summary>
    public const int StaffedDaysAhead = 60;

    /// <summary>Characters of a look-up's text.</summary>
    public const int LookUpTextMax = 100;

    /// <summary>Rows of an answer.</summary>
    public const int PageSizeMax = 200;

    /// <summary>Rows of an answer where the asker does not say.</summary>
    public const int PageSizeDefault = 50;
}
