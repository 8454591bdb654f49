using System.Collections.Immutable;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Domain.Tests.Kit;

namespace ContactNetwork.Domain.Tests.Contacts;

/// <summary>Which numbers a voice test dials: the previous ones while the numbers are newer than 72 hours.</summary>
public sealed class VoiceNumberTests
{
    private const string Old = "+999201111111";
    private const string New = "+999202222222";
    private static readonly DateTimeOffset Now = Samples.Start;

    [Theory]
    [InlineData(71.9, Old, true)]
    [InlineData(72, New, false)]
    public void A_new_number_is_dialed_only_after_72_hours(double hoursAgo, string number, bool isPrevious)
    {
        CountryRecord record = Record(Held(1, hours: 1_000, Point(Allowed(Old))), Held(2, hoursAgo, Point(Allowed(New))));

        VoiceNumber dialed = Assert.Single(VoiceNumbers.Of(record, record.InForce!.Content.ContactPoints[0], Now));

        Assert.Equal(new VoiceNumber(ChannelKind.Voice, number, isPrevious), dialed);
    }

    [Fact]
    public void However_often_it_changes_within_72_hours_the_number_from_before_all_of_it_is_dialed()
    {
        for (int changes = 1; changes <= 8; changes++)
        {
            CountryRecord record = Record(
            [
                Held(1, hours: 500, Point(Allowed(Old))),
                .. Enumerable.Range(0, changes).Select(number => Held(2 + number, 70 - (8 * number), Point(Allowed($"+99920333{number:0000}")))),
            ]);

            Assert.Equal(Old, Assert.Single(VoiceNumbers.Of(record, record.InForce!.Content.ContactPoints[0], Now)).Number);
        }
    }

    [Fact]
    public void A_tested_country_knows_its_numbers_of_the_last_72_hours_and_the_one_from_before_and_no_other()
    {
        CountryRecord record = Record(Held(1, hours: 500, Point(Allowed(Old))), Held(2, hours: 1, Point(Allowed(New), Allowed("+999203333333") with { IsTestAllowed = false })));

        Assert.True(VoiceNumbers.IsListed(record, record.InForce!.Content.ContactPoints[0].Id, Old));
        Assert.True(VoiceNumbers.IsListed(record, record.InForce.Content.ContactPoints[0].Id, New));
        Assert.False(VoiceNumbers.IsListed(record, record.InForce.Content.ContactPoints[0].Id, "+999203333333"));
        Assert.False(VoiceNumbers.IsListed(record, record.InForce.Content.ContactPoints[0].Id, ""));
        Assert.False(VoiceNumbers.IsListed(record, "urn:poc:XB:2", Old));
        Assert.False(VoiceNumbers.IsListed(null, "urn:poc:XB:1", Old));
    }

    [Fact]
    public void A_change_of_anything_but_the_numbers_leaves_them_as_they_are()
    {
        CountryRecord record = Record(
            Held(1, hours: 500, Point(Allowed(Old))), Held(2, hours: 1, Point(Allowed(Old), Allowed("desk@example.org") with { Kind = ChannelKind.Email })));

        Assert.Equal(new VoiceNumber(ChannelKind.Voice, Old, IsPrevious: false), Assert.Single(VoiceNumbers.Of(record, record.InForce!.Content.ContactPoints[0], Now)));
    }

    [Fact]
    public void Where_tests_are_not_allowed_or_nothing_older_is_known_there_is_no_number()
    {
        CountryRecord forbidden = Record(Held(1, hours: 500, Point(Allowed(Old) with { IsTestAllowed = false })));
        CountryRecord young = Record(Held(1, hours: 71, Point(Allowed(Old))));
        CountryRecord other = Record(Held(1, hours: 500, Point(Allowed(Old)) with { Id = "urn:poc:XB:2" }), Held(2, hours: 1, Point(Allowed(New))));

        Assert.All([forbidden, young, other], record =>
        {
            Assert.Empty(VoiceNumbers.Of(record, record.InForce!.Content.ContactPoints[0], Now));
            Assert.Null(VoiceNumbers.PointOf(record, Now));
        });
    }

    [Fact]
    public void A_primary_contact_point_is_called_before_others_that_can_be()
    {
        ContactPoint first = Point(Allowed(Old));
        ContactPoint primary = Point(Allowed(New)) with { Id = "urn:poc:XB:2", Roles = [ContactRole.Primary] };
        ContactPoint silent = Point() with { Id = "urn:poc:XB:3", Roles = [ContactRole.Primary] };

        Assert.Equal("urn:poc:XB:2", VoiceNumbers.PointOf(Record(Held(1, hours: 500, silent, first, primary)), Now)!.Id);
    }

    private static ContactChannel Allowed(string number) =>
        new(ChannelKind.Voice, number, ChannelHours.Always, ChannelSecurity.None, "", 0, IsTestAllowed: true, "");

    private static ContactPoint Point(params ImmutableArray<ContactChannel> channels) => new(
        "urn:poc:XB:1", "police", [], [], "duty officer", [], [], [], [], EvidenceUse.Evidence, channels, OpeningHours.Unknown, [], [], "");

    private static HeldSheet Held(long version, double hours, params ImmutableArray<ContactPoint> points) => new(
        new CountrySheet("XB", Marking.TlpAmber, [], "", [], points, [], NationalLaw.Empty, []), version, Now.AddHours(-hours), Now.AddHours(-hours));

    private static CountryRecord Record(params ImmutableArray<HeldSheet> sheets) => new("XB", "Belmaria", "", sheets);
}
