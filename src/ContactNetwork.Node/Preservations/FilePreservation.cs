using ContactNetwork.Domain;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Preservations.Board;
using ContactNetwork.Node.Preservations.Mapping;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Command = ContactNetwork.Domain.Preservations.RequestingPreservationCommand.FilePreservation;

namespace ContactNetwork.Node.Preservations;

/// <summary>Files a request: stored, on the board and owed to the other country in one commit.</summary>
internal sealed class FilePreservationHandler(
    Shell shell, NodeIdentity node, Policy policy, IPeerBook peers, PeerLacks lacks, ReferenceNumbers numbers, BoardRows rows)
{
    /// <summary>Handles the call.</summary>
    public async Task<FilePreservationResponse> HandleAsync(
        FilePreservationRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var content = PeopleContent.Read(request.Content);
        AssertMayFile(caller, request.Urgency);
        var actor = caller.ActingAs(Role.CaseOfficer, Role.DutyOfficer);
        return await shell.BeginOnceAsync(
            key,
            async (session, inner) =>
            {
                var id = Guid.CreateVersion7(session.Now);
                var reference = await numbers.NextAsync(session.Now.Year, inner);
                var command = new Command(
                    session.Stamp(actor),
                    id,
                    reference,
                    request.RequestedCountry,
                    (Domain.Urgency)request.Urgency,
                    request.Purpose == V1.Purpose.Unspecified ? Domain.Purpose.Real : (Domain.Purpose)request.Purpose,
                    content,
                    Guid.CreateVersion7(session.Now),
                    policy.Current);
                var filed = await session.BeginAsync(PreservationStreams.Requesting, id, command, inner);
                AssertActive(request.RequestedCountry);
                return new FilePreservationResponse
                {
                    Row = rows.Of(filed.State, filed.Version, session.Now),
                    Warnings = { lacks.Of(request.RequestedCountry) },
                };
            },
            cancellation);
    }

    /// <summary>At night an emergency can't wait for a case officer: then the duty officer files it.</summary>
    private static void AssertMayFile(Caller caller, V1.Urgency urgency)
    {
        if (!caller.IsMachine && urgency != V1.Urgency.Emergency && !caller.Roles.Contains(Role.CaseOfficer))
        {
            throw new RefusalException(Refusal
                .Of(RefusalKind.NotAllowed, RefusalReasons.RoleMissing, "Only a case officer files what is no EMERGENCY.")
                .With("roles", nameof(Role.CaseOfficer)));
        }
    }

    /// <summary>After the rules, so that an officer first learns everything that is wrong with the request itself.</summary>
    private void AssertActive(string country)
    {
        if (country == node.Country || !peers.IsActive(country))
        {
            throw new RefusalException(Refusal
                .Of(RefusalKind.WrongStage, RefusalReasons.PeerUnknown, "The requested country is not an active member. See `cn peer list`.")
                .With("country", country));
        }
    }
}
