using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>A channel as it stands at an instant.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="IsAnswered">It is answered now.</param>
/// <param name="IsNewNumber">Its number is newer than 72 hours: it is no number to check by.</param>
public sealed record ChannelNow(ContactChannel Channel, bool IsAnswered, bool IsNewNumber);

/// <summary>One contact point as it answers a question.</summary>
/// <param name="Record">Its country.</param>
/// <param name="Point">The contact point.</param>
/// <param name="Competence">What it does with the kind asked for; null when none was, or its sheet does not tell.</param>
/// <param name="Designations">Designations that hold, those asked for when a network or instrument was.</param>
/// <param name="DataRule">What holds for the kind of data asked for.</param>
/// <param name="Needs">What they need from whoever asks.</param>
/// <param name="Now">Who is there.</param>
/// <param name="Languages">Languages now, the best first.</param>
/// <param name="Channels">Channels in the order in which to try them now.</param>
/// <param name="Quality">How good the record is.</param>
/// <param name="Change">A recent change of channels or keys.</param>
public sealed record ContactFound(
    CountryRecord Record,
    ContactPoint Point,
    Competence? Competence,
    ImmutableArray<Designation> Designations,
    DataRule? DataRule,
    ImmutableArray<ContactNeed> Needs,
    PresenceNow Now,
    ImmutableArray<LanguageSkill> Languages,
    ImmutableArray<ChannelNow> Channels,
    RecordQuality Quality,
    RecentChange? Change);

/// <summary>A country without designation in the network asked for.</summary>
/// <param name="Record">The country.</param>
/// <param name="Where">Where to turn.</param>
public sealed record NobodyDesignated(CountryRecord Record, NoDesignation Where);

/// <summary>What the directory answers.</summary>
/// <param name="Found">The contact points on the page asked for, the fittest first.</param>
/// <param name="Nobody">Countries without designation.</param>
/// <param name="WithoutSheet">Countries whose sheet is not known.</param>
/// <param name="TotalCount">How many contact points there are in all.</param>
public sealed record DirectoryFound(
    ImmutableArray<ContactFound> Found, ImmutableArray<NobodyDesignated> Nobody, ImmutableArray<string> WithoutSheet, int TotalCount);

/// <summary>
/// The directory made ready for questions. Immutable, safe for threads. What is made ready of a country is kept when another
/// one changes, and a question about one country looks at no other.
/// </summary>
public sealed class DirectoryIndex
{
    private readonly ImmutableSortedDictionary<string, Country> countries;
    private readonly Func<string, TimeZoneInfo?> zones;

    /// <summary>Makes it from what is known of each country.</summary>
    /// <param name="records">The countries.</param>
    /// <param name="zones">Finds an IANA zone; null for one that is not known here.</param>
    public DirectoryIndex(IEnumerable<CountryRecord> records, Func<string, TimeZoneInfo?> zones)
        : this(ImmutableSortedDictionary.Create<string, Country>(StringComparer.Ordinal), zones)
    {
        ArgumentNullException.ThrowIfNull(records);
        countries = countries.SetItems(records.Select(MakeReady));
    }

    private DirectoryIndex(ImmutableSortedDictionary<string, Country> countries, Func<string, TimeZoneInfo?> zones) =>
        (this.countries, this.zones) = (countries, zones);

    /// <summary>What is known of each country, by code.</summary>
    public IEnumerable<CountryRecord> Records => countries.Values.Select(country => country.Record);

    /// <summary>What is known of a country; null where it is not in the directory.</summary>
    public CountryRecord? Find(string country) => countries.GetValueOrDefault(country)?.Record;

    /// <summary>The same with other records of some countries, and without some.</summary>
    /// <param name="changed">The countries that are new or have changed.</param>
    /// <param name="removed">The countries that are in it no more.</param>
    public DirectoryIndex With(IEnumerable<CountryRecord> changed, IEnumerable<string> removed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        return new(countries.RemoveRange(removed).SetItems(changed.Select(MakeReady)), zones);
    }

    /// <summary>Answers a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="now">The instant that it is asked for.</param>
    /// <param name="skip">Contact points to leave out in front.</param>
    /// <param name="take">Contact points at most.</param>
    public DirectoryFound Answer(DirectoryQuestion question, DateTimeOffset now, int skip, int take)
    {
        ArgumentNullException.ThrowIfNull(question);
        string words = NameFolding.Fold(question.Text);
        DateOnly today = DateOnly.FromDateTime(now.UtcDateTime);
        IEnumerable<Country> asked = question.Country.Length == 0
            ? countries.Values
            : countries.TryGetValue(question.Country, out Country? only) ? [only] : [];
        List<(Entry Entry, Competence? Competence, int Rank)> fits =
        [
            .. from country in asked
               from entry in country.Entries
               where Fits(entry, question, words, today)
               let competence = CompetenceOf(entry.Point, question)
               select (entry, competence, RankOf(entry.Point, competence, question)),
        ];
        ImmutableArray<ContactFound> found =
        [
            .. fits.OrderBy(fit => fit.Rank).Skip(skip).Take(take).Select(fit => Draw(fit.Entry, fit.Competence, question, now, today)),
        ];
        return new DirectoryFound(
            found,
            [.. asked.Where(country => IsAsked(country, words)).SelectMany(country => Nobody(country.Record, question))],
            [
                .. asked.Where(country => country.Record.InForce is null && IsAsked(country, words))
                    .Select(country => country.Record.Country),
            ],
            fits.Count);
    }

    private static bool Fits(Entry entry, DirectoryQuestion question, string words, DateOnly today) =>
        (words.Length == 0 || NameFolding.Holds(entry.Words, words))
        && ((question.Network is null && question.Instrument.Length == 0)
            || entry.Point.Designations.Any(designation => IsAsked(designation, question, today)))
        && (question.Language.Length == 0 || entry.Point.Languages.Any(skill => Speaks(skill, question.Language)));

    private static bool IsAsked(Designation designation, DirectoryQuestion question, DateOnly today) =>
        designation.HoldsOn(today)
        && (question.Network is null || designation.Network == question.Network)
        && (question.Instrument.Length == 0 || designation.Instrument.Equals(question.Instrument, StringComparison.OrdinalIgnoreCase));

    private static bool IsAsked(Country country, string words) => words.Length == 0 || NameFolding.Holds(country.Words, words);

    private static IEnumerable<NobodyDesignated> Nobody(CountryRecord record, DirectoryQuestion question) =>
        (record.InForce?.Content.NoDesignations ?? [])
        .Where(none => question.Network is null || none.Network == question.Network)
        .Select(none => new NobodyDesignated(record, none));

    private static bool Speaks(LanguageSkill skill, string asked) =>
        skill.Language.Equals(asked, StringComparison.OrdinalIgnoreCase)
        || skill.Language.StartsWith(asked + "-", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is told for the network asked for counts before what is told for all.</summary>
    private static Competence? CompetenceOf(ContactPoint point, DirectoryQuestion question)
    {
        if (question.RequestKind is not { } kind)
            return null;
        Competence? general = null;
        foreach (Competence competence in point.Competences.Where(competence => competence.RequestKind == kind))
        {
            if (competence.Network is null)
                general = competence;
            else if (competence.Network == question.Network)
                return competence;
        }

        return general;
    }

    /// <summary>Who acts itself first, who is not competent last; among these who is named primary.</summary>
    private static int RankOf(ContactPoint point, Competence? competence, DirectoryQuestion question)
    {
        int fitness = question.RequestKind is null ? 0 : competence?.Mode switch
        {
            CompetenceMode.Acts => 0,
            CompetenceMode.Forwards => 2,
            CompetenceMode.NotCompetent => 3,
            _ => 1,
        };
        int role = point.Roles.Contains(ContactRole.Primary) ? 0
            : point.Roles.Contains(ContactRole.Secondary) || point.Roles.Contains(ContactRole.Regional) ? 2
            : 1;
        return (fitness * 3) + role;
    }

    private static ContactFound Draw(Entry entry, Competence? competence, DirectoryQuestion question, DateTimeOffset now, DateOnly today)
    {
        var (record, point, _, zone) = entry;
        PresenceNow presence = Presences.At(point.Hours, zone, now);
        RecentChange? change = RecentChange.Find(record, point, now);
        return new ContactFound(
            record,
            point,
            competence,
            [.. point.Designations.Where(designation => IsAsked(designation, question, today))],
            question.DataKind is { } data ? point.DataRules.FirstOrDefault(rule => rule.DataKind == data) : null,
            ContactNeeds.Of(question, record.InForce!.Content, point, competence),
            presence,
            [
                .. point.Languages
                    .Where(skill => !skill.IsStaffedHoursOnly || presence.Presence == Presence.Staffed)
                    .OrderByDescending(skill => skill.Level),
            ],
            [.. point.Channels.Select(channel => Draw(channel, presence.Presence, change)).OrderByDescending(channel => channel.IsAnswered)],
            RecordQuality.Of(record.InForce, now),
            change);
    }

    private static ChannelNow Draw(ContactChannel channel, Presence presence, RecentChange? change) => new(
        channel,
        channel.Hours switch
        {
            ChannelHours.Always => true,
            ChannelHours.Staffed => presence == Presence.Staffed,
            ChannelHours.OutsideStaffed => presence is Presence.OnCall or Presence.CallOut or Presence.Closed,
            _ => false,
        },
        change is not null && channel.IsSpoken && !change.PreviousNumbers.Contains(channel.Value));

    private static string WordsOf(CountryRecord record) => string.Join(
        ' ', [record.Country, record.DisplayName, record.SearchWords, .. (record.InForce?.Content.Names ?? []).Select(name => name.Text)]);

    private static string WordsOf(CountryRecord record, ContactPoint point) => string.Join(
        ' ',
        [
            WordsOf(record),
            .. (record.InForce!.Content.FindAuthority(point.AuthorityId)?.Names ?? []).Select(name => name.Text),
            .. point.UnitNames.Select(name => name.Text),
            .. point.Territories,
            point.Id,
            point.Desk,
        ]);

    private KeyValuePair<string, Country> MakeReady(CountryRecord record) => new(
        record.Country,
        new Country(
            record,
            NameFolding.Fold(WordsOf(record)),
            [
                .. (record.InForce?.Content.ContactPoints ?? []).Select(point =>
                    new Entry(record, point, NameFolding.Fold(WordsOf(record, point)), zones(point.Hours.Zone))),
            ]));

    private sealed record Country(CountryRecord Record, string Words, ImmutableArray<Entry> Entries);

    private sealed record Entry(CountryRecord Record, ContactPoint Point, string Words, TimeZoneInfo? Zone);
}
