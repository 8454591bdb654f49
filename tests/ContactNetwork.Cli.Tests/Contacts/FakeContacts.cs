using System.Security.Cryptography;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ContactNetwork.Cli.Tests.Contacts;

internal sealed class FakeContacts(FakeBehavior behavior) : ContactService.ContactServiceBase
{
    public override Task<ListSheetsResponse> ListSheets(ListSheetsRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        IEnumerable<SheetRow> rows = behavior.Sheets.Select(sheet => sheet.Country).Distinct().Select(country => new SheetRow { Country = country, IsKnown = true });
        return Task.FromResult(new ListSheetsResponse { Sheets = { rows, new SheetRow { Country = "XD" } } });
    }

    public override Task<GetSheetResponse> GetSheet(GetSheetRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        string country = request.Name.Split('/')[^1].ToUpperInvariant();
        Sheet? sheet = behavior.Sheets.Where(known => known.Country == country && (request.Version == 0 || known.Version == (ulong)request.Version)).MaxBy(known => known.Version);
        if (sheet is null) throw Refusals.Of(StatusCode.NotFound, "SHEET_NOT_FOUND", "No such sheet is known here.");
        // What stands beside the signed bytes is never believed.
        return Task.FromResult(new GetSheetResponse { Sheet = new Sheet { Country = "XZ" }, Envelope = new Envelope { PayloadType = PayloadType.Sheet.MediaType, Payload = sheet.ToByteString() } });
    }

    public override Task<LookUpContactsResponse> LookUpContacts(LookUpContactsRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new LookUpContactsResponse());
    }

    public override async Task GetDirectoryCopy(
        GetDirectoryCopyRequest request, IServerStreamWriter<GetDirectoryCopyResponse> responseStream, ServerCallContext context)
    {
        if (behavior.Copy is not { } copy) throw new RpcException(new Status(StatusCode.Unimplemented, "Not known here."));
        behavior.Take(request, context);
        if (DirectoryManifest.Parser.ParseFrom(copy[0].Manifest.Payload).StateDigest == request.KnownStateDigest) return;
        foreach (GetDirectoryCopyResponse part in copy) await responseStream.WriteAsync(part, context.CancellationToken);
    }

    public static string Digest(Sheet sheet) => Convert.ToHexStringLower(SHA256.HashData(sheet.ToByteArray()));
}
