using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Tests.Contacts;

/// <summary>Sheets of countries that exist nowhere; also sheets of anything at all.</summary>
internal static class SampleSheets
{
    /// <summary>What breaks formats: their own signs, formulas, line ends, other scripts.</summary>
    private static readonly string[] Pieces =
    [
        "a", "B", "7", " ", "\n", "\\", "\\n", ";", ",", "|", "=", "\"", "'", "^", "^n", "+1", "=1+1", "@SUM(A1)", "-", "%", ":", "tel:", "\t", "END:VCARD", "\\\\", "\\,",
        "é", "ش", "לום", "警", "😀", "ำ", "\u200D", "\u00A0", "{", "]", "//", "#", "\u0001",
    ];

    public static Sheet Belmaria { get; } = new()
    {
        NetworkId = "lab",
        Realm = Realm.Operational,
        Country = "XB",
        Version = 12,
        PreviousDigest = ByteString.CopyFrom(new byte[32]),
        CreateTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 11, 2, 9, 30, 0, TimeSpan.Zero)),
        Marking = Marking.TlpAmber,
        Names = { Name("en", "Belmaria"), Name("bg", "Белмария"), Name("ar", "بلماريا") },
        Authorities =
        {
            new SheetAuthority { Id = "police", Kind = AuthorityKind.Police, Names = { Name("en", "National Police"), Name("el", "Αστυνομία") }, Web = "https://police.xb.example/a,b;c" },
            new SheetAuthority { Id = "justice", Kind = AuthorityKind.JusticeMinistry, Names = { Name("en", "Ministry of Justice") } },
        },
        ContactPoints = { Desk, new ContactPoint { Id = "urn:poc:XB:2", AuthorityId = "justice", Hours = new OpeningHours { Zone = "Europe/Vienna", Coverage = Coverage.OfficeHours } } },
        NoDesignations = { new NoDesignation { Network = ContactNetworkKind.Uncc41, ContactPointId = "urn:poc:XB:1" } },
        Law = new NationalLaw { PreservationRules = new PreservationRules { Means = PreservationMeans.Order, PeriodDays = 90, IsRenewable = true } },
    };

    /// <summary>The same sheet of the country whose node the tests ask.</summary>
    public static Sheet Avalonia => Sheet.Parser.ParseJson(Belmaria.ToString().Replace("XB", "XA", StringComparison.Ordinal));

    public static ContactPoint Desk => new()
    {
        Id = "urn:poc:XB:1",
        AuthorityId = "police",
        UnitNames = { Name("en", "Cyber Police, duty desk"), Name("th", "ตำรวจไซเบอร์"), Name("ja", "警察庁サイバー課") },
        Roles = { ContactRole.Primary, ContactRole.Technical },
        Desk = "duty officer",
        Territories = { "XB-01", "islands; all of them" },
        Designations = { new Designation { Network = ContactNetworkKind.Bc35, Instrument = "BC", SinceDate = "2004-07-01", State = DesignationState.Active } },
        Competences =
        {
            new Competence { RequestKind = RequestKind.Preservation, Mode = CompetenceMode.Acts },
            new Competence { RequestKind = RequestKind.TrafficPath, Mode = CompetenceMode.Forwards, OtherId = "justice", Condition = "needs the act's date" },
        },
        DataRules = { new DataRule { DataKind = DataKind.Content, MayPreserve = true, NeedsMutualAssistance = true } },
        EvidenceUse = EvidenceUse.InformationOnly,
        Channels =
        {
            new ContactChannel { Kind = ChannelKind.Voice, Value = "+9995550101", Hours = ChannelHours.Always, Security = ChannelSecurity.None, IsTestAllowed = true },
            new ContactChannel { Kind = ChannelKind.Node, Value = "node", Hours = ChannelHours.Always, Security = ChannelSecurity.Node },
            new ContactChannel { Kind = ChannelKind.Mobile, Value = "+999555010277", Hours = ChannelHours.OutsideStaffed, Security = ChannelSecurity.None, Note = "on call, \"urgent\" only" },
            new ContactChannel { Kind = ChannelKind.Email, Value = "duty@police.xb.example", Hours = ChannelHours.Staffed, Security = ChannelSecurity.Openpgp, KeyFingerprint = "7f3a99c27f3a99c27f3a99c27f3a99c2", BytesMax = 5_000_000 },
        },
        Hours = new OpeningHours
        {
            Zone = "Europe/Vienna",
            Coverage = Coverage.OnCall,
            Weekly = { new WeeklySpan { Weekday = 1, Start = "08:00", End = "16:30" }, new WeeklySpan { Weekday = 5, Start = "22:00", End = "06:00" } },
            Holidays = { new Holiday { Date = "2026-12-25", Name = "Winter day" } },
        },
        Languages =
        {
            new LanguageSkill { Language = "en", Level = LanguageLevel.C1, IsSpoken = true, IsWritten = true, IsFormal = true },
            new LanguageSkill { Language = "fr", Level = LanguageLevel.B2, IsSpoken = true, IsStaffedHoursOnly = true },
        },
        Keys = { new SheetKey { Kind = SheetKeyKind.Smime, Fingerprint = "00112233445566778899aabbccddeeff", FromDate = "2026-01-01", IsNext = true } },
        Note = "Line one\nLine two, with = and | and ; and \\",
    };

    /// <summary>A sheet with a place for each part, and anything whatever in every text.</summary>
    public static Sheet Odd(int seed)
    {
        var random = new Random(seed);
        var sheet = new Sheet { NetworkId = "lab", Realm = Realm.Operational, Country = "XC", Version = (ulong)random.Next(1, 1000), Marking = Marking.TlpGreen, Names = { Name("en", Text(random)) } };
        for (int at = random.Next(0, 3); at >= 0; at--)
        {
            sheet.Authorities.Add(new SheetAuthority
            {
                Id = $"a-{at}",
                Kind = (AuthorityKind)random.Next(0, 9),
                Names = { Names(random, 1) },
                ParentId = random.Next(2) == 0 ? "" : "a-0",
                Web = Text(random),
            });
        }

        for (int at = random.Next(0, 4); at > 0; at--) sheet.ContactPoints.Add(OddPoint(random, at));
        return sheet;
    }

    private static ContactPoint OddPoint(Random random, int number) => new()
    {
        Id = $"urn:poc:XC:{number}",
        AuthorityId = "a-0",
        UnitNames = { Names(random, 0) },
        Roles = { Some(random, () => (ContactRole)random.Next(1, 7)) },
        Desk = Text(random),
        Territories = { Some(random, () => "x" + Text(random)) },
        Designations = { Some(random, () => new Designation { Network = (ContactNetworkKind)random.Next(0, 6), Instrument = Text(random), SinceDate = Text(random), State = (DesignationState)random.Next(0, 4), Source = Text(random) }) },
        Competences = { Some(random, () => new Competence { RequestKind = (RequestKind)random.Next(0, 11), Mode = (CompetenceMode)random.Next(0, 4), OtherWords = Text(random), Condition = Text(random) }) },
        DataRules = { Some(random, () => new DataRule { DataKind = (DataKind)random.Next(1, 5), MayDisclose = random.Next(2) == 0, Note = Text(random) }) },
        EvidenceUse = (EvidenceUse)random.Next(0, 3),
        Channels = { Some(random, () => OddChannel(random)) },
        Hours = new OpeningHours
        {
            Zone = Text(random),
            Coverage = (Coverage)random.Next(0, 5),
            Weekly = { Some(random, () => new WeeklySpan { Weekday = random.Next(1, 8), Start = Text(random), End = "16:30" }) },
            Holidays = { Some(random, () => new Holiday { Date = "2026-12-25", Name = Text(random) }) },
        },
        Languages = { Some(random, () => new LanguageSkill { Language = Text(random), Level = (LanguageLevel)random.Next(0, 7), IsSpoken = random.Next(2) == 0 }) },
        Keys = { Some(random, () => new SheetKey { Kind = (SheetKeyKind)random.Next(1, 4), Fingerprint = Text(random), IsNext = random.Next(2) == 0 }) },
        Note = Text(random),
    };

    private static ContactChannel OddChannel(Random random) => new()
    {
        Kind = (ChannelKind)random.Next(1, 12),
        Value = random.Next(2) == 0 ? "+9995550101" : Text(random),
        Hours = (ChannelHours)random.Next(0, 4),
        Security = (ChannelSecurity)random.Next(0, 7),
        BytesMax = random.NextInt64(),
        IsTestAllowed = random.Next(2) == 0,
        Note = Text(random),
    };

    private static LocalText[] Names(Random random, int min) =>
        [.. Enumerable.Range(0, random.Next(min, 4)).Select(_ => Name(Text(random), Text(random)))];

    private static T[] Some<T>(Random random, Func<T> make) => [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => make())];

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(0, 30)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static LocalText Name(string language, string text) => new() { Language = language, Text = text };
}
