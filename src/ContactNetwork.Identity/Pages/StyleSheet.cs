using System.Security.Cryptography;
using ContactNetwork.Identity.Protocol;
using Microsoft.Net.Http.Headers;

namespace ContactNetwork.Identity.Pages;

/// <summary>The style sheet lies in the program, so that pages look right wherever it is started from.</summary>
internal static class StyleSheet
{
    private static readonly byte[] Content = Read();
    private static readonly EntityTagHeaderValue Tag = new('"' + Convert.ToHexStringLower(SHA256.HashData(Content)) + '"');

    public static void MapStyleSheet(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Paths.StyleSheet, () => Results.Bytes(Content, "text/css; charset=utf-8", entityTag: Tag));

    private static byte[] Read()
    {
        using var stream = typeof(StyleSheet).Assembly.GetManifestResourceStream("site.css")
            ?? throw new InvalidOperationException("The style sheet was not built in.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
