using System.Globalization;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using DataKind = ContactNetwork.Domain.Contacts.DataKind;
using People = ContactNetwork.V1;
using ReachChange = ContactNetwork.V1.ReachChange;
using Wire = ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Sheets;

/// <summary>
/// Tells people what the directory answers, at the node and offline alike. Contact points are shown as they were signed.
/// </summary>
public sealed class DirectoryAnswers(Func<string, Wire.Sheet?> documents, Func<string, LastContact?> lastHumanContacts)
{
    /// <summary>Answers a look-up for an instant.</summary>
    /// <param name="index">The directory as it stood then.</param>
    /// <param name="request">The look-up.</param>
    /// <param name="page">Which part of the answer.</param>
    /// <param name="now">The instant.</param>
    public LookUpContactsResponse Answer(DirectoryIndex index, LookUpContactsRequest request, LookUpPage page, DateTimeOffset now)
    {
        DirectoryFound found = index.Answer(Question(request), now, page.Skip, page.Take);
        LookUpContactsResponse response = Write(found, now);
        response.NextPageToken = page.Next(response.Contacts.Count, found.TotalCount);
        return response;
    }

    /// <summary>Writes a row of the list of sheets.</summary>
    /// <param name="record">The country.</param>
    /// <param name="name">The sheet's resource name.</param>
    /// <param name="digest">The newest version's digest; null where none is known.</param>
    /// <param name="refused">How many documents were refused.</param>
    /// <param name="now">The instant.</param>
    public SheetRow Write(CountryRecord record, string name, Digest? digest, int refused, DateTimeOffset now)
    {
        var row = new SheetRow
        {
            Name = name,
            Country = record.Country,
            DisplayName = NameOf(record),
            IsKnown = record.InForce is not null,
            ContactPointCount = record.InForce?.Content.ContactPoints.Length ?? 0,
            RefusedCount = refused,
            Digest = digest?.Hex ?? "",
        };
        if (record.InForce is not null)
            row.Quality = Quality(record, now);
        return row;
    }

    /// <summary>How good a country's record is as a whole: the first recent change of a contact point stands for it.</summary>
    public SheetQuality Quality(CountryRecord record, DateTimeOffset now)
    {
        HeldSheet sheet = record.InForce ?? throw new ArgumentException("The country has no sheet.", nameof(record));
        RecentChange? change = sheet.Content.ContactPoints
            .Select(point => RecentChange.Find(record, point, now))
            .OfType<RecentChange>()
            .OrderByDescending(recent => recent.At)
            .FirstOrDefault();
        LastContact? contact = sheet.Content.ContactPoints.Select(point => lastHumanContacts(point.Id)).Aggregate((LastContact?)null, LastContact.Later);
        return Write(RecordQuality.Of(sheet, now), change, contact);
    }

    private static DirectoryQuestion Question(LookUpContactsRequest request) => new(
        request.Country,
        request.Network == Wire.ContactNetworkKind.Unspecified ? null : (ContactNetworkKind)request.Network,
        request.Instrument,
        request.RequestKind == Wire.RequestKind.Unspecified ? null : (RequestKind)request.RequestKind,
        request.DataKind == Wire.DataKind.Unspecified ? null : (DataKind)request.DataKind,
        request.Language,
        request.Text);

    private LookUpContactsResponse Write(DirectoryFound found, DateTimeOffset now)
    {
        var response = new LookUpContactsResponse { TotalCount = found.TotalCount, AnswerTime = Timestamp.FromDateTimeOffset(now) };
        response.Contacts.Add(found.Found.Select(Write));
        response.NoDesignations.Add(found.Nobody.Select(nobody => new NoDesignationAnswer
        {
            Country = nobody.Record.Country,
            CountryName = NameOf(nobody.Record),
            Network = (Wire.ContactNetworkKind)nobody.Where.Network,
            ContactPointId = nobody.Where.ContactPointId,
            UseInstead = nobody.Where.UseInstead,
        }));
        response.CountriesWithoutSheet.Add(found.WithoutSheet);
        return response;
    }

    private ContactAnswer Write(ContactFound found)
    {
        Wire.Sheet? document = documents(found.Record.Country);
        Wire.ContactPoint? point = document?.ContactPoints.FirstOrDefault(each => each.Id == found.Point.Id);
        CountrySheet sheet = found.Record.InForce!.Content;
        var answer = new ContactAnswer
        {
            Country = found.Record.Country,
            CountryName = NameOf(found.Record),
            ContactPoint = point,
            Authority = document?.Authorities.FirstOrDefault(each => each.Id == found.Point.AuthorityId),
            DisplayName = sheet.NameOf(found.Point),
            Mode = (Wire.CompetenceMode)(found.Competence?.Mode ?? 0),
            OtherName = found.Competence is null ? "" : OtherOf(found.Competence, sheet),
            DataRule = found.DataRule is { } rule ? point?.DataRules.FirstOrDefault(each => (int)each.DataKind == (int)rule.DataKind) : null,
            Now = Write(found, point),
            Quality = Write(found.Quality, found.Change, lastHumanContacts(found.Point.Id)),
        };
        answer.Designations.Add(point?.Designations.Where((_, index) => found.Designations.Contains(found.Point.Designations[index])) ?? []);
        answer.Needs.Add(found.Needs.Select(need => new People.ContactNeed { Kind = (People.ContactNeedKind)need.Kind, Text = need.Text }));
        return answer;
    }

    private static ContactNow Write(ContactFound found, Wire.ContactPoint? point)
    {
        var now = new ContactNow
        {
            LocalTime = found.Now.LocalTime?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) ?? "",
            Presence = (ContactPresence)found.Now.Presence,
            Holiday = found.Now.Holiday,
            NextStaffedTime = Time(found.Now.NextStaffed),
        };
        if (point is null)
            return now;
        now.Languages.Add(found.Languages.Select(skill => point.Languages[found.Point.Languages.IndexOf(skill)]));
        now.Channels.Add(found.Channels.Select(channel => new People.ChannelNow
        {
            Channel = point.Channels[found.Point.Channels.IndexOf(channel.Channel)],
            IsAnswered = channel.IsAnswered,
            IsNewNumber = channel.IsNewNumber,
        }));
        return now;
    }

    private static SheetQuality Write(RecordQuality quality, RecentChange? change, LastContact? contact) => new()
    {
        Version = quality.Version,
        ConfirmTime = Timestamp.FromDateTimeOffset(quality.ConfirmedAt),
        ConfirmDueTime = Timestamp.FromDateTimeOffset(quality.ConfirmDueAt),
        IsStale = quality.IsStale,
        Marking = (Wire.Marking)quality.Marking,
        ReachChange = change is null ? null : Write(change),
        HumanContactTime = Time(contact?.At),
        IsHumanContactDayOnly = contact?.IsDayOnly ?? false,
    };

    private static ReachChange Write(RecentChange change) => new()
    {
        ChangeTime = Timestamp.FromDateTimeOffset(change.At),
        PreviousNumbers = { change.PreviousNumbers },
        Numbers = { change.Numbers },
        CheckUntilTime = Timestamp.FromDateTimeOffset(change.CheckUntil),
        IsKeyChange = change.IsKeyChange,
        IsFirstKnown = change.IsFirstKnown,
    };

    private static string OtherOf(Competence competence, CountrySheet sheet) =>
        competence.OtherWords.Length > 0 ? competence.OtherWords
        : competence.OtherId.Length > 0 ? sheet.NameOf(competence.OtherId)
        : "";

    private static string NameOf(CountryRecord record) =>
        record.InForce is { } sheet ? LocalText.Choose(sheet.Content.Names, record.DisplayName) : record.DisplayName;

    private static Timestamp? Time(DateTimeOffset? at) => at is { } instant ? Timestamp.FromDateTimeOffset(instant) : null;
}
