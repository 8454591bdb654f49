using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>A person of this country takes the call of a voice test; the answer, which is remembered, holds no word.</summary>
internal sealed class AnswerVoiceTestHandler(Shell shell, NodeIdentity node, ContactTestView rows)
{
    /// <summary>Handles the call.</summary>
    public Task<AnswerVoiceTestResponse> HandleAsync(
        AnswerVoiceTestRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var id = ContactTestName.Parse(request.Name, node);
        var actor = caller.ActingAs(Role.DutyOfficer, Role.ShiftLead, Role.DirectoryManager);
        return shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                var row = await ContactTestTable.FindAsync(session.Connection, id, inner);
                if (row is not { Side: ContactTestSide.Tested, Level: Federation.V1.ContactTestLevel.Voice })
                    throw ContactTestName.NotFound();
                var command = new ReceivedContactTestCommand.AcknowledgeTest(session.Stamp(actor), Guid.CreateVersion7(session.Now));
                var taken = await session.DecideAsync(ContactTestStreams.Received, id, command, inner);
                return new AnswerVoiceTestResponse { Test = rows.Row(taken.State, taken.Version) };
            },
            cancellation);
    }
}
