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
        return Task.FromResult(new ListContactTestsResponse { Tests = { behavior.Tests }, VoiceTestDuties = { behavior.VoiceTestDuties } });
    }

    public override Task<StartVoiceTestResponse> StartVoiceTest(StartVoiceTestRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new StartVoiceTestResponse { Test = behavior.Tests[0] });
    }

    public override Task<AnswerVoiceTestResponse> AnswerVoiceTest(AnswerVoiceTestRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new AnswerVoiceTestResponse { Test = behavior.Tests[0] });
    }

    public override Task<RecordVoiceTestResponse> RecordVoiceTest(RecordVoiceTestRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new RecordVoiceTestResponse { Test = behavior.Tests[0] });
    }

    public override Task<GetVoiceTestResponse> GetVoiceTest(GetVoiceTestRequest request, ServerCallContext context)
    {
        behavior.Take(request, context);
        return Task.FromResult(new GetVoiceTestResponse
        {
            Test = behavior.Tests.Single(test => test.Name == request.Name),
            ChallengeWord = behavior.Received.OfType<AnswerVoiceTestRequest>().Any() ? "amber-falcon" : "",
        });
    }
}
