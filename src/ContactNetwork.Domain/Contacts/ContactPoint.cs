using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>A place that answers.</summary>
/// <param name="Id">Names it for ever, e.g. "urn:poc:XA:1".</param>
/// <param name="AuthorityId">Its authority.</param>
/// <param name="UnitNames">The unit's names; empty when the authority is the unit.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Desk">Whom peers ask for on the telephone, e.g. "duty officer"; never a person.</param>
/// <param name="Territories">What it answers for; empty for the whole country.</param>
/// <param name="Designations">Where it is designated.</param>
/// <param name="Competences">What it does with each kind of request.</param>
/// <param name="DataRules">What holds for each kind of data.</param>
/// <param name="EvidenceUse">What its answers may be used as.</param>
/// <param name="Channels">The ways to reach it, in the order in which to try them.</param>
/// <param name="Hours">When somebody is there.</param>
/// <param name="Languages">The languages it answers in.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Note">What peers should know besides.</param>
public sealed record ContactPoint(
    string Id,
    string AuthorityId,
    ImmutableArray<LocalText> UnitNames,
    ImmutableArray<ContactRole> Roles,
    string Desk,
    ImmutableArray<string> Territories,
    ImmutableArray<Designation> Designations,
    ImmutableArray<Competence> Competences,
    ImmutableArray<DataRule> DataRules,
    EvidenceUse EvidenceUse,
    ImmutableArray<ContactChannel> Channels,
    OpeningHours Hours,
    ImmutableArray<LanguageSkill> Languages,
    ImmutableArray<SheetKey> Keys,
    string Note);

/// <summary>A designation in a network under an instrument.</summary>
/// <param name="Network">The network.</param>
/// <param name="Instrument">The instrument, e.g. "BC".</param>
/// <param name="SinceDate">Since when, ISO 8601 date.</param>
/// <param name="UntilDate">Until when, not included; empty for no end.</param>
/// <param name="State">Whether it holds.</param>
/// <param name="Source">The document it rests on.</param>
public sealed record Designation(
    ContactNetworkKind Network, string Instrument, string SinceDate, string UntilDate, DesignationState State, string Source)
{
    /// <summary>Tells whether it holds on a day.</summary>
    public bool HoldsOn(DateOnly day) =>
        State == DesignationState.Active
        && (Dates.Read(SinceDate) is not { } since || since <= day)
        && (Dates.Read(UntilDate) is not { } until || day < until);
}

/// <summary>What a contact point does with a kind of request.</summary>
/// <param name="RequestKind">The kind.</param>
/// <param name="Network">Limits this to one network; null for all.</param>
/// <param name="Mode">What it does.</param>
/// <param name="OtherId">Who does it instead, by id; empty for none.</param>
/// <param name="OtherWords">Who does it instead, in words.</param>
/// <param name="Condition">What must hold before asking.</param>
public sealed record Competence(
    RequestKind RequestKind, ContactNetworkKind? Network, CompetenceMode Mode, string OtherId, string OtherWords, string Condition);

/// <summary>What holds for a kind of data.</summary>
/// <param name="DataKind">The kind.</param>
/// <param name="MayPreserve">It may be preserved on a request of a contact point.</param>
/// <param name="MayDisclose">It may be disclosed from police to police.</param>
/// <param name="NeedsMutualAssistance">Its disclosure needs mutual legal assistance.</param>
/// <param name="Note">More about it.</param>
public sealed record DataRule(DataKind DataKind, bool MayPreserve, bool MayDisclose, bool NeedsMutualAssistance, string Note);
