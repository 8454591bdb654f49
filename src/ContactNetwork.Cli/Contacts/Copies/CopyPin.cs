using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Contacts.Copies;

/// <summary>
/// What is remembered beside a copy, so that no other network's, tampered or older one takes its place. Times are by the
/// clock of this machine unless they say otherwise.
/// </summary>
internal sealed record CopyPin
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>The fingerprint of the network's first roster, hexadecimal: taken from the profile, else from the first copy.</summary>
    public required string Anchor { get; init; }

    public required string NetworkId { get; init; }

    public required string Realm { get; init; }

    /// <summary>The country whose node made the copy.</summary>
    public required string Country { get; init; }

    /// <summary>When the node made the copy, by the node's clock.</summary>
    public required DateTimeOffset CreateTime { get; init; }

    /// <summary>SHA-256 of the manifest's signed bytes, hexadecimal.</summary>
    public required string ManifestDigest { get; init; }

    /// <summary>When the copy came.</summary>
    public required DateTimeOffset ReceiveTime { get; init; }

    /// <summary>When the node was last asked for a newer one, and had none or sent it.</summary>
    public required DateTimeOffset CheckTime { get; init; }

    /// <summary>Version and digest of the newest roster under "", key sets by country.</summary>
    public required ImmutableSortedDictionary<string, string> Documents { get; init; }

    /// <summary>Version and digest of the newest sheets, by country.</summary>
    public required ImmutableSortedDictionary<string, string> Sheets { get; init; }

    public static CopyPin Of(DirectoryCopy copy, DateTimeOffset receiveTime) => new()
    {
        Anchor = copy.Anchor.Hex,
        NetworkId = copy.Manifest.NetworkId,
        Realm = copy.Manifest.Realm,
        Country = copy.Manifest.Country,
        CreateTime = copy.CreateTime,
        ManifestDigest = copy.ManifestDigest.Hex,
        ReceiveTime = receiveTime,
        CheckTime = receiveTime,
        Documents = DocumentsOf(copy.Trust).ToImmutableSortedDictionary(document => document.Country, Line, StringComparer.Ordinal),
        Sheets = copy.Newest.ToImmutableSortedDictionary(sheet => sheet.Country, sheet => Line(sheet.Version, sheet.Digest.Hex), StringComparer.Ordinal),
    };

    /// <summary>Reads what <see cref="Write"/> wrote; null where it is none.</summary>
    public static CopyPin? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<CopyPin>(text, Json) is { } pin && Digest.FromHex(pin.Anchor) is not null ? pin : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Says why a copy from the node may not follow the one that this remembers; null where it may.</summary>
    public string? WhyNotBefore(DirectoryCopy next)
    {
        if (next.Manifest.NetworkId != NetworkId || next.Manifest.Realm != Realm || next.Manifest.Country != Country)
            return $"it is of {next.Manifest.Country} in {next.Manifest.NetworkId}, not of {Country} in {NetworkId}";
        if (next.CreateTime < CreateTime)
            return "it was made before the one that is held";
        HashSet<string> members = [.. next.Trust.Members.Values.Where(member => member.State != MemberState.Withdrawn).Select(member => member.Country), ""];
        var documents = DocumentsOf(next.Trust).ToDictionary(document => document.Country, Line, StringComparer.Ordinal);
        var sheets = next.Newest.ToDictionary(sheet => sheet.Country, sheet => Line(sheet.Version, sheet.Digest.Hex), StringComparer.Ordinal);
        return WhyOlder(Documents, documents, members, country => country.Length == 0 ? "the roster" : $"the key set of {country}")
            ?? WhyOlder(Sheets, sheets, members, country => $"the sheet of {country}");
    }

    private static string? WhyOlder(
        ImmutableSortedDictionary<string, string> held, Dictionary<string, string> next, HashSet<string> members, Func<string, string> name)
    {
        foreach ((string country, string before) in held.Where(each => members.Contains(each.Key)))
        {
            if (!next.TryGetValue(country, out string? after))
                return $"{name(country)} is missing in it";
            if (VersionOf(after) < VersionOf(before))
                return $"{name(country)} in it is older than the one that is held";
            if (VersionOf(after) == VersionOf(before) && after != before)
                return $"{name(country)} in it is another one of the same version";
        }

        return null;
    }

    private static IEnumerable<DocumentVersion> DocumentsOf(TrustSnapshot trust) =>
        trust.RosterVersion() is { } roster ? trust.KeySetVersions.Prepend(roster) : trust.KeySetVersions;

    private static string Line(DocumentVersion document) => Line(document.Version, Convert.ToHexStringLower(document.Digest.Span));

    private static string Line(ulong version, string digest) => $"{version}:{digest}";

    private static ulong VersionOf(string line) =>
        ulong.TryParse(line.Split(':')[0], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ulong version) ? version : 0;
}
