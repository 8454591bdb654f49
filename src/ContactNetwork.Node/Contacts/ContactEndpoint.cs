using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ContactNetwork.Node.Contacts;

/// <summary>The people's API of this room: authorized by the role table before it gets here.</summary>
internal sealed class ContactEndpoint(
    LookUpContactsQuery lookUp,
    SheetQueries sheets,
    DirectoryCopies copies,
    PublishSheetHandler publish,
    ConfirmSheetHandler confirm) : ContactService.ContactServiceBase
{
    public override Task<LookUpContactsResponse> LookUpContacts(LookUpContactsRequest request, ServerCallContext context) =>
        lookUp.AnswerAsync(request, context.CancellationToken);

    public override Task<ListSheetsResponse> ListSheets(ListSheetsRequest request, ServerCallContext context) =>
        Task.FromResult(sheets.List());

    public override Task<GetSheetResponse> GetSheet(GetSheetRequest request, ServerCallContext context) =>
        sheets.GetAsync(request, context.CancellationToken);

    public override Task<ListSheetVersionsResponse> ListSheetVersions(ListSheetVersionsRequest request, ServerCallContext context) =>
        sheets.VersionsAsync(request, context.CancellationToken);

    public override async Task GetDirectoryCopy(
        GetDirectoryCopyRequest request, IServerStreamWriter<GetDirectoryCopyResponse> responseStream, ServerCallContext context)
    {
        foreach (var part in copies.Make(request.KnownStateDigest))
            await responseStream.WriteAsync(part, context.CancellationToken);
    }

    public override Task<PublishSheetResponse> PublishSheet(PublishSheetRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return publish.HandleAsync(request, Key(request.RequestId, request, caller, context), caller, context.CancellationToken);
    }

    public override Task<ConfirmSheetResponse> ConfirmSheet(ConfirmSheetRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return confirm.HandleAsync(request, Key(request.RequestId, request, caller, context), caller, context.CancellationToken);
    }

    public override Task<ListDirectoryTasksResponse> ListDirectoryTasks(ListDirectoryTasksRequest request, ServerCallContext context) =>
        sheets.TasksAsync(context.CancellationToken);

    private static RequestKey Key(string requestId, IMessage request, Caller caller, ServerCallContext context) =>
        RequestKey.Of(caller.PersonId.ToString("N"), context.Method, requestId, request);
}
