using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Cli.Tests.Contacts;

internal sealed class FakeContactTests(FakeBehavior behavior) : ContactTestService.ContactTestServiceBase
{
    public override Task<StartContactTestResponse> StartContactTest(StartContactTestRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new StartContactTestResponse { Test = new ContactTest { PeerCountry = request.Country, Side = ContactTestSide.Tester } });
    }

    public override Task<ListContactTestsResponse> ListContactTests(ListContactTestsRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new ListContactTestsResponse { Tests = { behavior.Tests } });
    }
}
