using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>
/// What one country tells the others about whom to call: country, authorities, contact points, designations, law. Texts
/// that were not given are empty. What comes from another country is taken as it is; <see cref="SheetCheck"/> is for one's own.
/// </summary>
/// <param name="Country">ISO 3166-1 alpha-2, upper case.</param>
/// <param name="Marking">Who may read it.</param>
/// <param name="Names">The country's names.</param>
/// <param name="StatusNote">What the designation says nothing about.</param>
/// <param name="Authorities">The authorities.</param>
/// <param name="ContactPoints">The contact points; none need be primary.</param>
/// <param name="NoDesignations">Where to turn in networks without a designation.</param>
/// <param name="Law">The law that requests meet.</param>
/// <param name="Keys">Keys of the country as a whole.</param>
public sealed record CountrySheet(
    string Country,
    Marking Marking,
    ImmutableArray<LocalText> Names,
    string StatusNote,
    ImmutableArray<SheetAuthority> Authorities,
    ImmutableArray<ContactPoint> ContactPoints,
    ImmutableArray<NoDesignation> NoDesignations,
    NationalLaw Law,
    ImmutableArray<SheetKey> Keys)
{
    /// <summary>The contact point of this id; null when there is none.</summary>
    public ContactPoint? FindContactPoint(string id) => ContactPoints.FirstOrDefault(point => point.Id == id);

    /// <summary>The authority of this id; null when there is none.</summary>
    public SheetAuthority? FindAuthority(string id) => Authorities.FirstOrDefault(authority => authority.Id == id);

    /// <summary>The name to show for the contact point or authority of an id; the id itself when there is none.</summary>
    public string NameOf(string id) =>
        FindContactPoint(id) is { } point ? NameOf(point)
        : FindAuthority(id) is { } authority ? LocalText.Choose(authority.Names, id)
        : id;

    /// <summary>The name to show for a contact point: its unit, else its authority.</summary>
    public string NameOf(ContactPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return LocalText.Choose(point.UnitNames, LocalText.Choose(FindAuthority(point.AuthorityId)?.Names ?? [], point.Id));
    }
}

/// <summary>A text in one language and script.</summary>
/// <param name="Language">BCP 47, e.g. "en" or "sr-Cyrl".</param>
/// <param name="Text">The text.</param>
public sealed record LocalText(string Language, string Text)
{
    private const string Common = "en";

    /// <summary>The text to show where only one fits: English, else the first, else the fallback.</summary>
    public static string Choose(ImmutableArray<LocalText> texts, string fallback) =>
        (texts.FirstOrDefault(text => text.Language == Common) ?? texts.FirstOrDefault())?.Text ?? fallback;
}

/// <summary>An authority.</summary>
/// <param name="Id">Names it within the sheet.</param>
/// <param name="Names">Its names.</param>
/// <param name="Kind">What it is.</param>
/// <param name="ParentId">The authority above it; empty for none.</param>
/// <param name="Web">Its public address on the web; empty for none.</param>
public sealed record SheetAuthority(string Id, ImmutableArray<LocalText> Names, AuthorityKind Kind, string ParentId, string Web);

/// <summary>Says that nobody is designated in a network, and where to turn.</summary>
/// <param name="Network">The network.</param>
/// <param name="ContactPointId">The contact point to use; empty for none.</param>
/// <param name="UseInstead">Where to turn, in words.</param>
public sealed record NoDesignation(ContactNetworkKind Network, string ContactPointId, string UseInstead);
