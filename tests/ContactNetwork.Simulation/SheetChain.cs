using System.Collections.Immutable;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Simulation;

/// <summary>All versions of one country's sheet that are held.</summary>
/// <param name="History">What judging the next version needs.</param>
/// <param name="Envelopes">The versions, from 1.</param>
public sealed record SheetChain(SheetHistory History, ImmutableArray<Envelope> Envelopes)
{
    /// <summary>What is held once these are added.</summary>
    public static SheetChain After(SheetChain? held, ImmutableArray<ReadSheet> added) => new(
        SheetHistory.After(held?.History, added), [.. held?.Envelopes ?? [], .. added.Select(sheet => sheet.Envelope)]);

    /// <summary>How a picture names the newest.</summary>
    public DocumentVersion Version => new()
    {
        Country = History.Newest.Country,
        Version = History.Version,
        Digest = History.Newest.Digest.Bytes,
    };
}
