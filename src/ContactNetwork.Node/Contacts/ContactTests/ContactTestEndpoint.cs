using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>The people's API of contact tests: authorized by the role table before it gets here.</summary>
internal sealed class ContactTestEndpoint(
    StartContactTestHandler start,
    StartVoiceTestHandler startVoice,
    AnswerVoiceTestHandler answerVoice,
    RecordVoiceTestHandler recordVoice,
    GetVoiceTestQuery voice,
    ListContactTestsQuery list)
    : ContactTestService.ContactTestServiceBase
{
    public override Task<StartContactTestResponse> StartContactTest(StartContactTestRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return start.HandleAsync(request, Key(request.RequestId, request, caller, context), caller, context.CancellationToken);
    }

    public override Task<StartVoiceTestResponse> StartVoiceTest(StartVoiceTestRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return startVoice.HandleAsync(request, Key(request.RequestId, request, caller, context), caller, context.CancellationToken);
    }

    public override Task<AnswerVoiceTestResponse> AnswerVoiceTest(AnswerVoiceTestRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return answerVoice.HandleAsync(request, Key(request.RequestId, request, caller, context), caller, context.CancellationToken);
    }

    public override Task<RecordVoiceTestResponse> RecordVoiceTest(RecordVoiceTestRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return recordVoice.HandleAsync(request, Key(request.RequestId, request, caller, context), caller, context.CancellationToken);
    }

    public override Task<GetVoiceTestResponse> GetVoiceTest(GetVoiceTestRequest request, ServerCallContext context) =>
        voice.AnswerAsync(request, context.CancellationToken);

    public override Task<ListContactTestsResponse> ListContactTests(ListContactTestsRequest request, ServerCallContext context) =>
        list.AnswerAsync(request, context.CancellationToken);

    private static RequestKey Key(string requestId, IMessage request, Caller caller, ServerCallContext context) =>
        RequestKey.Of(caller.PersonId.ToString("N"), context.Method, requestId, request);
}
