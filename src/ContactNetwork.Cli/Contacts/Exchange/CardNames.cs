using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>The names that sheets' parts have in vCards: standard properties where there are any, else <c>X-CN-…</c>.</summary>
internal static class CardNames
{
    public const string Own = "X-CN-";
    public const string AuthorityPart = "authority:";
    public const string Derived = Own + "DERIVED";
    public const string AuthorityId = Own + "AUTHORITY-ID";
    public const string AuthorityKind = Own + "AUTHORITY-KIND";
    public const string ParentId = Own + "PARENT-ID";
    public const string Role = Own + "ROLE";
    public const string Territory = Own + "TERRITORY";
    public const string Designation = Own + "DESIGNATION";
    public const string Competence = Own + "COMPETENCE";
    public const string DataRule = Own + "DATA-RULE";
    public const string EvidenceUse = Own + "EVIDENCE-USE";
    public const string Channel = Own + "CHANNEL";
    public const string Coverage = Own + "COVERAGE";
    public const string Weekly = Own + "WEEKLY";
    public const string Holiday = Own + "HOLIDAY";
    public const string Key = Own + "KEY";

    /// <summary>Told to whoever reads the card; not read back.</summary>
    public const string Version = Own + "VERSION";

    /// <inheritdoc cref="Version"/>
    public const string Marking = Own + "MARKING";

    /// <summary>The TYPE of a TEL for each kind of number.</summary>
    public static IReadOnlyDictionary<ChannelKind, string> TelTypes { get; } = new Dictionary<ChannelKind, string>
    {
        [ChannelKind.Voice] = "voice",
        [ChannelKind.Mobile] = "cell",
        [ChannelKind.Satellite] = "x-satellite",
        [ChannelKind.Fax] = "fax",
    };
}
