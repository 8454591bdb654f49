using ContactNetwork.Domain;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Preservations.Mapping;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Preservations;

/// <summary>Shows one request with its content, opened for this answer only, and its history, told from its facts.</summary>
internal sealed class GetPreservationQuery(PreservationFinder finder, FactReader streams)
{
    /// <summary>Answers the query.</summary>
    public async Task<GetPreservationResponse> AnswerAsync(GetPreservationRequest request, CancellationToken cancellation)
    {
        var found = await finder.FindAsync(request.Name, cancellation);
        var facts = await streams.ReadAsync(found.Id, isSealed: true, cancellation);
        CaseContent<Domain.Preservations.PreservationContent>? content = null;
        var response = new GetPreservationResponse { Row = found.Row };
        for (var index = 0; index < facts.Count; index++)
        {
            var step = facts[index] switch
            {
                RequestingPreservationEvent fact => HistorySteps.Of(fact),
                RequestedPreservationEvent fact => HistorySteps.Of(fact),
                var other => throw new InvalidOperationException($"{other.GetType().Name} is no fact of a request."),
            };
            step.Version = index + 1;
            response.History.Add(step);
            content = facts[index] switch
            {
                RequestingPreservationEvent.PreservationFiled filed => filed.Content,
                RequestedPreservationEvent.PreservationReceived received => received.Content,
                _ => content,
            };
        }

        if (content?.Value is { } value)
            response.Content = PeopleContent.Write(value);
        response.IsContentErased = content is { Value: null };
        return response;
    }
}
