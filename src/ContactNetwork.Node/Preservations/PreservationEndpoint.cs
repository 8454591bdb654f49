using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Preservations.Board;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Node.Preservations;

/// <summary>The people's API of this room: authorized by the role table before it gets here, mapped here, decided in the handlers.</summary>
internal sealed class PreservationEndpoint(
    FilePreservationHandler file,
    AcknowledgePreservationHandler acknowledge,
    WithdrawPreservationHandler withdraw,
    GetPreservationQuery get,
    ListPreservationsQuery list,
    BoardFeed feed) : PreservationService.PreservationServiceBase
{
    public override Task<FilePreservationResponse> FilePreservation(FilePreservationRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return file.HandleAsync(request, Key(request.RequestId, request, caller, context), caller, context.CancellationToken);
    }

    public override Task<AcknowledgePreservationResponse> AcknowledgePreservation(
        AcknowledgePreservationRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return acknowledge.HandleAsync(request, Key(request.RequestId, request, caller, context), caller, context.CancellationToken);
    }

    public override Task<WithdrawPreservationResponse> WithdrawPreservation(WithdrawPreservationRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return withdraw.HandleAsync(request, Key(request.RequestId, request, caller, context), caller, context.CancellationToken);
    }

    public override Task<GetPreservationResponse> GetPreservation(GetPreservationRequest request, ServerCallContext context) =>
        get.AnswerAsync(request, context.CancellationToken);

    public override Task<ListPreservationsResponse> ListPreservations(ListPreservationsRequest request, ServerCallContext context) =>
        list.AnswerAsync(request, context.CancellationToken);

    public override async Task WatchBoard(
        WatchBoardRequest request, IServerStreamWriter<WatchBoardResponse> responseStream, ServerCallContext context)
    {
        await foreach (var batch in feed.WatchAsync(request.ResumeToken, context.CancellationToken))
        {
            foreach (var row in batch.Rows)
                await responseStream.WriteAsync(new WatchBoardResponse { Row = BoardRow.Parser.ParseFrom(row.Content.Span) }, context.CancellationToken);
            if (batch.Token.Length > 0)
                await responseStream.WriteAsync(new WatchBoardResponse { ResumeToken = batch.Token }, context.CancellationToken);
        }
    }

    private static RequestKey Key(string requestId, Google.Protobuf.IMessage request, Caller caller, ServerCallContext context) =>
        RequestKey.Of(caller.PersonId.ToString("N"), context.Method, requestId, request);
}
