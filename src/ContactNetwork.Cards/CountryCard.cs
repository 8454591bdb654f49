using System.Collections.Immutable;

namespace ContactNetwork.Cards;

/// <summary>What a card shows of one country, in the words it shows it with. Texts that are not known are empty.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, upper case.</param>
/// <param name="NetworkId">The network.</param>
/// <param name="IsExercise">The sheet is of an exercise; every page says so.</param>
/// <param name="Version">The sheet's version.</param>
/// <param name="Digest">SHA-256 of the sheet's signed bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="MadeTime">When this version was made.</param>
/// <param name="Marking">Who may read it.</param>
/// <param name="Names">The country's names; the first is the heading.</param>
/// <param name="StatusNote">What the designation says nothing about.</param>
/// <param name="Contacts">The contact points, in the country's own order.</param>
/// <param name="Remarks">What holds for the whole country: law, reservations, where nobody is designated; the most needed first.</param>
public sealed record CountryCard(
    string Country,
    string NetworkId,
    bool IsExercise,
    ulong Version,
    string Digest,
    DateTimeOffset MadeTime,
    CardMarking Marking,
    ImmutableArray<CardText> Names,
    string StatusNote,
    ImmutableArray<CardContact> Contacts,
    ImmutableArray<CardRemark> Remarks);

/// <summary>A text in a language; the language chooses between glyphs where scripts are shared.</summary>
/// <param name="Language">BCP 47; empty when not known.</param>
/// <param name="Text">The text.</param>
public sealed record CardText(string Language, string Text);

/// <summary>A contact point on a card.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Names">The unit's names; the first is the heading.</param>
/// <param name="Authority">The authority's names.</param>
/// <param name="Desk">Whom to ask for.</param>
/// <param name="Facts">Roles and designations, each a few words.</param>
/// <param name="Reaches">The ways to reach it, in the order in which to try them.</param>
/// <param name="Hours">When somebody is there; the first line is the shortest true answer.</param>
/// <param name="Languages">Languages, the best first, each with level and limits.</param>
/// <param name="Remarks">What it does, and what it needs; the most needed first.</param>
public sealed record CardContact(
    string Id,
    ImmutableArray<CardText> Names,
    ImmutableArray<CardText> Authority,
    string Desk,
    ImmutableArray<string> Facts,
    ImmutableArray<CardReach> Reaches,
    ImmutableArray<string> Hours,
    ImmutableArray<string> Languages,
    ImmutableArray<CardRemark> Remarks);

/// <summary>A way to reach a contact point.</summary>
/// <param name="Kind">What it is, e.g. "Phone".</param>
/// <param name="Value">The number or address.</param>
/// <param name="IsNumber">It is a number to dial, E.164: it is set large and in groups.</param>
/// <param name="When">When it is answered.</param>
/// <param name="Note">More about it.</param>
public sealed record CardReach(string Kind, string Value, bool IsNumber, string When, string Note);

/// <summary>A remark under a heading.</summary>
/// <param name="Heading">A few words.</param>
/// <param name="Text">The remark.</param>
/// <param name="Weight">How much an officer needs it at night.</param>
public sealed record CardRemark(string Heading, string Text, RemarkWeight Weight);

/// <summary>How much an officer needs a remark at night. What weighs least is left out first where a page is too small.</summary>
public enum RemarkWeight
{
    /// <summary>Good to know.</summary>
    Background,

    /// <summary>Shapes the request.</summary>
    Useful,

    /// <summary>Without it the request goes to the wrong place or is refused.</summary>
    Needed,
}

/// <summary>Who may read a card (Traffic Light Protocol 2.0), the strictest last.</summary>
public enum CardMarking
{
    /// <summary>May be published.</summary>
    Clear,

    /// <summary>May be shared in the community.</summary>
    Green,

    /// <summary>May be shared in the recipients' organizations and with whom they serve.</summary>
    Amber,

    /// <summary>May be shared in the recipients' organizations only.</summary>
    AmberStrict,

    /// <summary>Is for the recipients alone.</summary>
    Red,
}
