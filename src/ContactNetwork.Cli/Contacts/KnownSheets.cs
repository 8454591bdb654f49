using System.Security.Cryptography;
using ContactNetwork.Cli.Contacts.Copies;
using ContactNetwork.Client;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ContactNetwork.Cli.Contacts;

/// <summary>A sheet with the digest of its signed bytes.</summary>
/// <param name="Sheet">Read from the signed bytes.</param>
/// <param name="Digest">SHA-256 of them, 64 lower-case hexadecimal digits.</param>
internal sealed record KnownSheet(Sheet Sheet, string Digest)
{
    /// <summary>The signed bytes as the node sent them.</summary>
    public Envelope Signed { get; init; } = new();
}

/// <summary>Asks one's own node, or the local copy, for sheets. What is shown is read from the bytes that the digest is of.</summary>
internal static class KnownSheets
{
    private const string NotFound = "SHEET_NOT_FOUND";

    /// <summary>A country's sheet: the one in force when the version is 0.</summary>
    public static async Task<KnownSheet> GetAsync(IDirectory directory, string country, ulong version, CancellationToken cancellation)
    {
        GetSheetResponse found = await directory.GetAsync(country, checked((long)version), cancellation);
        return Read(found.Envelope ?? throw Unreadable(country), country);
    }

    /// <summary>A country's sheet in force; null where the node knows none.</summary>
    public static async Task<KnownSheet?> FindAsync(IDirectory directory, string country, CancellationToken cancellation)
    {
        try
        {
            return await GetAsync(directory, country, 0, cancellation);
        }
        catch (ContactNetworkException failure) when (failure is { Code: StatusCode.NotFound, Reason: NotFound })
        {
            return null;
        }
    }

    /// <summary>The sheets in force of all members that have one, by country.</summary>
    public static async Task<IReadOnlyList<KnownSheet>> ListAsync(IDirectory directory, CancellationToken cancellation)
    {
        ListSheetsResponse found = await directory.ListAsync(cancellation);
        List<KnownSheet> sheets = [];
        foreach (SheetRow row in found.Sheets.Where(row => row.IsKnown).OrderBy(row => row.Country, StringComparer.Ordinal))
            sheets.Add(await GetAsync(directory, row.Country, 0, cancellation));
        return sheets;
    }

    private static KnownSheet Read(Envelope signed, string country)
    {
        try
        {
            return new KnownSheet(Sheet.Parser.ParseFrom(signed.Payload), Convert.ToHexStringLower(SHA256.HashData(signed.Payload.Span))) { Signed = signed };
        }
        catch (InvalidProtocolBufferException)
        {
            throw Unreadable(country);
        }
    }

    private static CliException Unreadable(string country) =>
        new(ExitCodes.Bug, "SHEET_UNREADABLE", $"The node's answer holds no readable sheet of {country}.");
}
