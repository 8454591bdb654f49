using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Begins a contact test by hand: stored, and owed to the other country in one commit.</summary>
internal sealed class StartContactTestHandler(Shell shell, TestedPeers peers, ContactTestView rows)
{
    /// <summary>Handles the call.</summary>
    public Task<StartContactTestResponse> HandleAsync(
        StartContactTestRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        if (request.Country is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
            throw new RefusalException(Refusal.Malformed([new FieldViolation("country", "must be an ISO 3166-1 alpha-2 code in upper case")]));
        var actor = caller.ActingAs(Role.DirectoryManager, Role.ShiftLead, Role.Trainer);
        return shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                peers.AssertTakes(request.Country, Features.ContactTests);
                var id = Guid.CreateVersion7(session.Now);
                var command = new ContactTestCommand.StartTest(
                    session.Stamp(actor), id, request.Country, ContactLevel.HumanPing, Guid.CreateVersion7(session.Now));
                var started = await session.BeginAsync(ContactTestStreams.Own, id, command, inner);
                return new StartContactTestResponse { Test = rows.Row(started.State, started.Version) };
            },
            cancellation);
    }
}
