using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using ContactTest = ContactNetwork.Domain.Contacts.ContactTest;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>
/// Shows a voice test. Its challenge word is derived for this answer only, while the test is open: at the tester once the
/// other node has it, at the tested country once a person has said that the call is there.
/// </summary>
internal sealed class GetVoiceTestQuery(FactReader facts, NodeIdentity node, ContactTestView rows, IStoreClock clock)
{
    /// <summary>Answers the query.</summary>
    public async Task<GetVoiceTestResponse> AnswerAsync(GetVoiceTestRequest request, CancellationToken cancellation)
    {
        var id = ContactTestName.Parse(request.Name, node);
        var stored = await facts.ReadAsync(id, isSealed: true, cancellation);
        // Which facts come first differs: after a restore a test begins with what came back of it.
        return (stored.Count == 0 ? null : stored[0]) switch
        {
            ContactTestEvent when stored.Cast<ContactTestEvent>().Aggregate((ContactTest?)null, ContactTestDecider.Evolve)
                is { Call: not null } own => Show(own, stored.Count),
            ReceivedContactTestEvent when stored.Cast<ReceivedContactTestEvent>().Aggregate((ReceivedContactTest?)null, ReceivedContactTestDecider.Evolve)
                is { Call: not null } received => Show(received, stored.Count),
            _ => throw ContactTestName.NotFound(),
        };
    }

    private GetVoiceTestResponse Show(ContactTest test, int version) => new()
    {
        Test = rows.Row(test, version),
        ChallengeWord = test is { Stage: ContactTestStage.Delivered, Challenge: { } challenge } ? ChallengeWords.Of(challenge, test.Id, test.Country) : "",
        Languages = { test.Call?.Languages ?? [] },
    };

    private GetVoiceTestResponse Show(ReceivedContactTest test, int version)
    {
        var isOpen = test is { Stage: ReceivedContactTestStage.Acknowledged, Outcome: null }
            && clock.Now < test.ReceivedAt + VoiceTestRules.RecordedWithin;
        return new GetVoiceTestResponse
        {
            Test = rows.Row(test, version),
            ChallengeWord = isOpen && test.Call is { } call ? ChallengeWords.Of(call.Challenge, test.TestId, node.Country) : "",
        };
    }
}
