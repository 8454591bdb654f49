using ContactNetwork.Node.Edge;
using ContactNetwork.Node.OnCall.Alerts;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Node.OnCall;

/// <summary>The people's API of this room: authorized by the role table before it gets here, decided in the handlers.</summary>
internal sealed class OnCallGrpcService(
    ListAlertsQuery list,
    GetAlertQuery get,
    AcknowledgeAlertHandler acknowledge,
    GetDutyListQuery dutyList,
    AlertRows rows,
    AlertFeed feed) : OnCallService.OnCallServiceBase
{
    public override Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context) =>
        list.AnswerAsync(request, SeesSubjects(context), context.CancellationToken);

    public override Task<GetAlertResponse> GetAlert(GetAlertRequest request, ServerCallContext context) =>
        get.AnswerAsync(request, SeesSubjects(context), context.CancellationToken);

    public override Task<AcknowledgeAlertResponse> AcknowledgeAlert(AcknowledgeAlertRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var key = RequestKey.Of(caller.PersonId.ToString("N"), context.Method, request.RequestId, request);
        return acknowledge.HandleAsync(request, key, caller, context.CancellationToken);
    }

    public override Task<GetDutyListResponse> GetDutyList(GetDutyListRequest request, ServerCallContext context) =>
        Task.FromResult(dutyList.Answer());

    public override async Task WatchAlerts(
        WatchAlertsRequest request, IServerStreamWriter<WatchAlertsResponse> responseStream, ServerCallContext context)
    {
        var withSubject = SeesSubjects(context);
        await foreach (var batch in feed.WatchAsync(request.ResumeToken, context.CancellationToken))
        {
            foreach (var row in batch.Rows)
            {
                var alert = rows.Shown(Alert.Parser.ParseFrom(row.Content.Span), withSubject);
                await responseStream.WriteAsync(new WatchAlertsResponse { Alert = alert }, context.CancellationToken);
            }

            if (batch.Token.Length > 0)
                await responseStream.WriteAsync(new WatchAlertsResponse { ResumeToken = batch.Token }, context.CancellationToken);
        }
    }

    /// <summary>Those who run the machines see that alerts are there, and not what they are about.</summary>
    private static bool SeesSubjects(ServerCallContext context) =>
        Caller.Of(context).Roles.Any(role => role is Role.DutyOfficer or Role.ShiftLead or Role.Auditor);
}
