using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ContactNetwork.Domain.Preservations;

/// <summary>What a check of an identifier found.</summary>
/// <param name="NormalizedValue">The one spelling by which identifiers are compared; empty when the value is not valid.</param>
/// <param name="Violations">One per wrong field; empty when all is well.</param>
public sealed record IdentifierCheck(string NormalizedValue, ImmutableArray<FieldViolation> Violations);

/// <summary>
/// Checks identifiers by kind and brings them to one spelling. An address that cannot be attributed is refused with the
/// reason: an IP address without an exact time, a carrier-shared one without its source port.
/// </summary>
public static partial class Identifiers
{
    /// <summary>The highest port.</summary>
    public const int PortMax = 65_535;

    /// <summary>Checks one identifier.</summary>
    /// <param name="identifier">The identifier as the officer wrote it.</param>
    /// <param name="field">Its path, e.g. <c>content.items[0].identifier</c>.</param>
    public static IdentifierCheck Check(Identifier identifier, string field)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        if (!Enum.IsDefined(identifier.Kind))
            return new IdentifierCheck("", [new FieldViolation($"{field}.kind", "is missing or unknown.")]);

        FieldViolation? text = ContentText.CheckRequired($"{field}.value", identifier.Value, ContentLimits.IdentifierMax, "write the identifier");
        Spelling spelling = text is null ? Spell(identifier.Kind, identifier.Value.Trim()) : Spelling.Wrong("");
        IEnumerable<FieldViolation?> violations =
        [
            text ?? (spelling.Problem is { } problem ? new FieldViolation($"{field}.value", problem) : null),
            CheckService(identifier, $"{field}.service"),
            CheckSeenTime(identifier, $"{field}.seen_time"),
            CheckSourcePort(identifier, $"{field}.source_port"),
        ];
        return new IdentifierCheck(spelling.Value, [.. violations.OfType<FieldViolation>()]);
    }

    /// <summary>Checks a telephone number that is no identifier of a case.</summary>
    internal static FieldViolation? CheckPhone(string field, string phone) =>
        NumberSpellings.Phone(phone.Trim()).Problem is { } problem ? new FieldViolation(field, problem) : null;

    /// <summary>Checks an e-mail address that is no identifier of a case.</summary>
    internal static FieldViolation? CheckEmail(string field, string email) =>
        NetworkSpellings.Email(email.Trim()).Problem is { } problem ? new FieldViolation(field, problem) : null;

    private static Spelling Spell(IdentifierKind kind, string value) => kind switch
    {
        IdentifierKind.Ipv4 => AddressSpellings.Ipv4(value),
        IdentifierKind.Ipv6 => AddressSpellings.Ipv6(value),
        IdentifierKind.Domain => NetworkSpellings.Domain(value),
        IdentifierKind.Host => NetworkSpellings.Host(value),
        IdentifierKind.Url => NetworkSpellings.Url(value),
        IdentifierKind.Email => NetworkSpellings.Email(value),
        IdentifierKind.Phone => NumberSpellings.Phone(value),
        IdentifierKind.Imsi => NumberSpellings.Imsi(value),
        IdentifierKind.Imei => NumberSpellings.Imei(value),
        IdentifierKind.Iccid => NumberSpellings.Iccid(value),
        IdentifierKind.PaymentCardLastDigits => NumberSpellings.CardLastDigits(value),
        IdentifierKind.Mac => HexSpellings.Mac(value),
        IdentifierKind.TransactionHash => HexSpellings.TransactionHash(value),
        IdentifierKind.FileHash => HexSpellings.FileHash(value),
        IdentifierKind.CryptoAddress => HexSpellings.CryptoAddress(value),
        // A user name with a leading @ and without is the same account.
        IdentifierKind.UserName => value.TrimStart('@') is { Length: > 0 } name ? Spelling.Right(name) : Spelling.Wrong("holds no name."),
        IdentifierKind.AccountNumber
            or IdentifierKind.DeviceId
            or IdentifierKind.ServerLocation
            or IdentifierKind.Other => Spelling.Right(value),
        _ => Spelling.Wrong("is of an unknown kind."),
    };

    private static FieldViolation? CheckService(Identifier identifier, string field)
    {
        bool isRequired = identifier.Kind is IdentifierKind.UserName or IdentifierKind.AccountNumber;
        return isRequired
            ? ContentText.CheckRequired(field, identifier.Service, ContentLimits.NameMax, "a user name or account number means nothing without its service")
            : ContentText.CheckOptional(field, identifier.Service, ContentLimits.NameMax);
    }

    private static FieldViolation? CheckSeenTime(Identifier identifier, string field)
    {
        if (identifier.SeenTime.Length == 0)
        {
            return identifier.Kind is IdentifierKind.Ipv4 or IdentifierKind.Ipv6
                ? new FieldViolation(field, "is missing: IP addresses change hands, so that without the exact time with zone no subscriber can be found.")
                : null;
        }

        return IsExactTime(identifier.SeenTime)
            ? null
            : new FieldViolation(field, "is not an exact instant with zone: write date, time to the second and zone as in 2026-03-01T22:15:07+02:00.");
    }

    private static FieldViolation? CheckSourcePort(Identifier identifier, string field)
    {
        if (identifier.SourcePort is < 0 or > PortMax)
            return new FieldViolation(field, FormattableString.Invariant($"is not a port: 1 to {PortMax}."));
        if (identifier is { IsCarrierShared: true, SourcePort: 0 })
            return new FieldViolation(field, "is missing: many subscribers share a carrier's address, and only the source port tells them apart.");

        return null;
    }

    /// <summary>RFC 3339 to the second, with a zone that is known ("-00:00" says that it is not).</summary>
    private static bool IsExactTime(string text) =>
        ExactTime().IsMatch(text)
        && !text.EndsWith("-00:00", StringComparison.Ordinal)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex ExactTime();
}
