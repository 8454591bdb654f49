using System.Globalization;
using ContactNetwork.Domain;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf;

namespace ContactNetwork.Node.Contacts;

/// <summary>Confirms that this country's sheet still holds: the same content becomes the next version.</summary>
internal sealed class ConfirmSheetHandler(
    Shell shell, SheetBook book, PublishSheetHandler publish, OwnSheet own, NodeIdentity node)
{
    /// <summary>Handles the call.</summary>
    public async Task<ConfirmSheetResponse> HandleAsync(
        ConfirmSheetRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var confirmed = await shell.RunOnceAsync(key, (session, inner) => ConfirmAsync(session, request.Version, caller, inner), cancellation);
        await book.RefreshAsync(cancellation);
        own.Keep();
        return confirmed;
    }

    private async Task<ConfirmSheetResponse> ConfirmAsync(WriteSession session, long version, Caller caller, CancellationToken cancellation)
    {
        await own.EnsureWholeAsync(session.Connection, cancellation);
        var stored = await SheetTable.OfCountryAsync(session.Connection, node.Country, cancellation);
        if (stored.Count == 0)
            throw SheetName.NotFound();
        var inForce = stored[^1].Sheet;
        if ((long)inForce.Version != version)
        {
            throw new RefusalException(Refusal
                .Of(RefusalKind.Stale, RefusalReasons.StaleVersion, "Another version is in force. Read it, then confirm that.")
                .With("version", inForce.Version.ToString(CultureInfo.InvariantCulture)));
        }

        var next = SheetDrafts.Next(inForce, session.Now);
        var (sheet, problem) = ReadSheet.Of(new Envelope { PayloadType = PayloadType.Sheet.MediaType, Payload = next.ToByteString() });
        var published = await publish.PublishAsync(
            session, sheet ?? throw new InvalidDataException($"The next sheet can't be read: {problem}."), caller, cancellation);
        return new ConfirmSheetResponse { Version = published.Version };
    }
}
