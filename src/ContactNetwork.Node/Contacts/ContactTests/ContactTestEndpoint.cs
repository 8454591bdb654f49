using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>The people's API of contact tests: authorized by the role table before it gets here.</summary>
internal sealed class ContactTestEndpoint(StartContactTestHandler start, ListContactTestsQuery list)
    : ContactTestService.ContactTestServiceBase
{
    public override Task<StartContactTestResponse> StartContactTest(StartContactTestRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var key = RequestKey.Of(caller.PersonId.ToString("N"), context.Method, request.RequestId, request);
        return start.HandleAsync(request, key, caller, context.CancellationToken);
    }

    public override Task<ListContactTestsResponse> ListContactTests(ListContactTestsRequest request, ServerCallContext context) =>
        list.AnswerAsync(request, context.CancellationToken);
}
