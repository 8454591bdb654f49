using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Cli.Tests;

internal sealed class FakePreservations(FakeBehavior behavior) : PreservationService.PreservationServiceBase
{
    public override Task<FilePreservationResponse> FilePreservation(FilePreservationRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new FilePreservationResponse { Row = Samples.Row(), Warnings = { behavior.Warnings } });
    }

    public override Task<GetPreservationResponse> GetPreservation(GetPreservationRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(behavior.Preservation ?? Samples.Preservation());
    }

    public override Task<ListPreservationsResponse> ListPreservations(ListPreservationsRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new ListPreservationsResponse { Rows = { behavior.Rows } });
    }

    public override Task<AcknowledgePreservationResponse> AcknowledgePreservation(AcknowledgePreservationRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new AcknowledgePreservationResponse { Row = Samples.Row() });
    }

    public override Task<WithdrawPreservationResponse> WithdrawPreservation(WithdrawPreservationRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new WithdrawPreservationResponse { Row = Samples.Row() });
    }

    public override async Task WatchBoard(WatchBoardRequest request, IServerStreamWriter<WatchBoardResponse> responseStream, ServerCallContext context)
    {
        behavior.Take(request, context);
        if (!behavior.Streams.TryDequeue(out WatchBoardResponse[]? messages))
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return;
        }

        foreach (WatchBoardResponse message in messages) await responseStream.WriteAsync(message);
        throw Refusals.Of(StatusCode.Unavailable, "STORE_UNAVAILABLE", "The store can't be reached.", retryDelay: TimeSpan.FromMilliseconds(10));
    }
}

internal sealed class FakeOnCall(FakeBehavior behavior) : OnCallService.OnCallServiceBase
{
    public override Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new ListAlertsResponse
        {
            Alerts = { behavior.Alerts.Where(alert => !request.IsOpenOnly || alert.State is not (AlertState.Acknowledged or AlertState.Cancelled)) },
        });
    }

    public override Task<GetAlertResponse> GetAlert(GetAlertRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new GetAlertResponse { Alert = behavior.Alerts.First(alert => alert.Name == request.Name) });
    }

    public override Task<GetDutyListResponse> GetDutyList(GetDutyListRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(behavior.Duty);
    }

    public override async Task WatchAlerts(WatchAlertsRequest request, IServerStreamWriter<WatchAlertsResponse> responseStream, ServerCallContext context)
    {
        behavior.Take(request, context);
        if (!behavior.AlertStreams.TryDequeue(out WatchAlertsResponse[]? messages))
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return;
        }

        foreach (WatchAlertsResponse message in messages) await responseStream.WriteAsync(message);
        throw Refusals.Of(StatusCode.Unavailable, "STORE_UNAVAILABLE", "The store can't be reached.", retryDelay: TimeSpan.FromMilliseconds(10));
    }

    public override Task<AcknowledgeAlertResponse> AcknowledgeAlert(AcknowledgeAlertRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new AcknowledgeAlertResponse { Alert = behavior.Alerts.First(alert => alert.Name == request.Name) });
    }
}

internal sealed class FakePeople(FakeBehavior behavior) : PeopleService.PeopleServiceBase
{
    public override Task<GetMeResponse> GetMe(GetMeRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new GetMeResponse
        {
            Person = new Person { Name = "nodes/xa/people/1", DisplayName = "Mara Voss", Roles = { Role.CaseOfficer, Role.Approver } },
        });
    }

    public override Task<RejectRoleGrantResponse> RejectRoleGrant(RejectRoleGrantRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new RejectRoleGrantResponse
        {
            Grant = new RoleGrant { Name = request.Name, DisplayName = "Mara Voss", Roles = { Role.DutyOfficer } },
        });
    }
}

internal sealed class FakePeers(FakeBehavior behavior) : PeerService.PeerServiceBase
{
    public override Task<ListPeersResponse> ListPeers(ListPeersRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new ListPeersResponse { Peers = { Samples.Peer() } });
    }

    public override Task<GetPeerResponse> GetPeer(GetPeerRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new GetPeerResponse { Peer = Samples.Peer() });
    }

    public override Task<SuspendPeerResponse> SuspendPeer(SuspendPeerRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new SuspendPeerResponse { Suspension = Samples.Suspension(request.Because) });
    }

    public override Task<ConfirmPeerSuspensionResponse> ConfirmPeerSuspension(ConfirmPeerSuspensionRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        PeerSuspension confirmed = Samples.Suspension("It floods us.");
        (confirmed.LapseTime, confirmed.Confirmer, confirmed.ConfirmTime) = (null, new PeerActor { Person = "nodes/xa/people/2", Role = "operator" }, Samples.Ago(0));
        return Task.FromResult(new ConfirmPeerSuspensionResponse { Suspension = confirmed });
    }

    public override Task<ResumePeerResponse> ResumePeer(ResumePeerRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        if (!behavior.ResumeNeedsAnother) return Task.FromResult(new ResumePeerResponse());
        PeerSuspension proposed = Samples.Suspension("It floods us.");
        (proposed.ResumeProposer, proposed.ResumeProposeTime, proposed.ResumeBecause) =
            (new PeerActor { Person = "nodes/xa/people/1", Role = "duty officer" }, Samples.Ago(0), request.Because);
        return Task.FromResult(new ResumePeerResponse { Suspension = proposed });
    }

    public override Task<ListRestoresResponse> ListRestores(ListRestoresRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new ListRestoresResponse { Restores = { Samples.Restore(RestoreState.Held) } });
    }

    public override Task<AcceptLossResponse> AcceptLoss(AcceptLossRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new AcceptLossResponse { Restore = Samples.Restore(RestoreState.LossAccepted) });
    }

    public override Task<PublishNoticeResponse> PublishNotice(PublishNoticeRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new PublishNoticeResponse { Notice = Samples.Notice() });
    }

    public override Task<ListNoticesResponse> ListNotices(ListNoticesRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new ListNoticesResponse { Notices = { Samples.Notice() } });
    }

    public override Task<ListRefusalsResponse> ListRefusals(ListRefusalsRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new ListRefusalsResponse { Refusals = { behavior.Border } });
    }
}

internal sealed class FakeNodeService(FakeBehavior behavior) : NodeService.NodeServiceBase
{
    public override Task<GetNodeStatusResponse> GetNodeStatus(GetNodeStatusRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(Samples.Status());
    }

    public override Task<RebuildDueResponse> RebuildDue(RebuildDueRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new RebuildDueResponse { StreamCount = 12, AddedCount = 2, RemovedCount = 1 });
    }
}
