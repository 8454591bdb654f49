using ContactNetwork.Domain.Preservations;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.Preservations;

public sealed class ElementsTests
{
    [Fact]
    public void A_sound_request_has_no_violation() => Assert.Empty(PreservationElements.Check(Content, Urgency.Urgent));

    public static TheoryData<string, string, PreservationContent> Missing => new()
    {
        { "content.authority.organization", "Art. 29(2)(a)", Content with { Authority = null } },
        { "content.authority.organization", "Art. 29(2)(a)", Content with { Authority = Content.Authority! with { Organization = " " } } },
        { "content.offence.title", "Art. 29(2)(b)", Content with { Offence = null } },
        { "content.facts_summary", "Art. 29(2)(b)", Content with { FactsSummary = "" } },
        { "content.items", "Art. 29(2)(c)", Content with { Items = [] } },
        { "content.items", "Art. 29(2)(c)", Content with { Items = default } },
        { "content.offence_relationship", "Art. 29(2)(c)", Content with { OffenceRelationship = "" } },
        { "content.custodian", "Art. 29(2)(d)", Content with { Custodian = null } },
        { "content.custodian", "Art. 29(2)(d)", Content with { Custodian = new Custodian(IsUnknown: false, "", " ", "") } },
        { "content.necessity", "Art. 29(2)(e)", Content with { Necessity = "" } },
        { "content.mutual_assistance.is_intended", "Art. 29(2)(f)", Content with { MutualAssistance = null } },
        { "content.mutual_assistance.is_intended", "Art. 29(2)(f)", Content with { MutualAssistance = Content.MutualAssistance! with { IsIntended = false } } },
    };

    [Theory]
    [MemberData(nameof(Missing), DisableDiscoveryEnumeration = true)]
    public void A_missing_element_is_named_with_its_letter(string field, string letter, PreservationContent content)
    {
        FieldViolation violation = Assert.Single(PreservationElements.Check(content, Urgency.Urgent));

        Assert.Equal(field, violation.Field);
        Assert.Contains(letter, violation.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void All_missing_elements_are_named_at_once()
    {
        PreservationContent empty = new(null, null, "", [], "", null, "", null, "", IsConfidential: false, []);

        Assert.Equal(
            ["(a)", "(b)", "(b)", "(c)", "(c)", "(d)", "(e)", "(f)"],
            PreservationElements.Check(empty, Urgency.Routine).Select(violation => violation.Description[violation.Description.IndexOf("(2)", StringComparison.Ordinal)..][3..6]));
    }

    [Fact]
    public void An_emergency_tells_its_facts()
    {
        FieldViolation violation = Assert.Single(PreservationElements.Check(Content, Urgency.Emergency));

        Assert.Equal("content.emergency_facts", violation.Field);
        Assert.Empty(PreservationElements.Check(Content with { EmergencyFacts = "A child is held." }, Urgency.Emergency));
    }

    public static TheoryData<string, PreservationContent> Malformed => new()
    {
        { "content.facts_summary", Content with { FactsSummary = new string('x', ContentLimits.TextMax + 1) } },
        { "content.necessity", Content with { Necessity = "zero \0" } },
        { "content.authority.phone", Content with { Authority = Content.Authority! with { Phone = "0201234567" } } },
        { "content.authority.email", Content with { Authority = Content.Authority! with { Email = "nobody" } } },
        { "content.offence.convention_article", Content with { Offence = Content.Offence! with { ConventionArticle = 1 } } },
        { "content.offence.convention_article", Content with { Offence = Content.Offence! with { ConventionArticle = 12 } } },
        { "content.mutual_assistance.intended_date", Content with { MutualAssistance = Content.MutualAssistance! with { IntendedDate = "2026-02-30" } } },
        { "content.items", Content with { Items = [.. Enumerable.Repeat(Content.Items[0], ContentLimits.ItemsMax + 1)] } },
        { "content.items[0].identifier", WithItem(Content.Items[0] with { Identifier = null }) },
        { "content.items[0].data_kinds", WithItem(Content.Items[0] with { DataKinds = [] }) },
        { "content.items[0].data_kinds", WithItem(Content.Items[0] with { DataKinds = [DataKind.Traffic, DataKind.Traffic] }) },
        { "content.items[0].data_kinds", WithItem(Content.Items[0] with { DataKinds = [(DataKind)9] }) },
        { "content.items[0].period_end_time", WithItem(Content.Items[0] with { PeriodEnd = Start.AddDays(-3) }) },
        { "content.items[0].identifier.seen_time", WithItem(Content.Items[0] with { Identifier = Address with { SeenTime = "" } }) },
        { "content.urgency_reasons", Content with { UrgencyReasons = [(UrgencyReason)99] } },
    };

    [Theory]
    [MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void A_malformed_field_is_named_as_the_api_spells_it(string field, PreservationContent content) =>
        Assert.Equal(field, Assert.Single(PreservationElements.Check(content, Urgency.Urgent)).Field);

    [Fact]
    public void No_violation_repeats_the_value()
    {
        PreservationContent content = WithItem(Content.Items[0] with { Identifier = Address with { Value = "10.0.0.999", SeenTime = "yesterday" } });

        Assert.All(
            PreservationElements.Check(content, Urgency.Urgent),
            violation => Assert.DoesNotMatch("999|yesterday", violation.Description));
    }

    [Fact]
    public void Text_is_measured_in_characters_not_in_code_units()
    {
        string letters = string.Concat(Enumerable.Repeat("𐌰", ContentLimits.TextMax));

        Assert.Empty(PreservationElements.Check(Content with { Necessity = letters }, Urgency.Urgent));
    }

    [Fact]
    public void Filing_checks_country_urgency_and_purpose_too()
    {
        RequestingPreservationCommand.FilePreservation file = RequestingStory.File() with
        {
            RequestedCountry = "xb",
            Urgency = 0,
            Purpose = (Purpose)7,
        };

        Refusal refusal = RequestingStory.New().When(file).ThenRefused(RefusalReasons.MalformedRequest);

        Assert.Equal(["requested_country", "urgency", "purpose"], refusal.Violations.Select(violation => violation.Field));
    }

    private static PreservationContent WithItem(DataItem item) => Content with { Items = [item] };
}
