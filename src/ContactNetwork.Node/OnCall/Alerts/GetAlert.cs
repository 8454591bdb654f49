using ContactNetwork.Node.OnCall.Pages;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Node.OnCall.Alerts;

/// <summary>Shows one alert with its attempts.</summary>
internal sealed class GetAlertQuery(Shell shell, AlertRows rows, NodeIdentity node)
{
    /// <summary>The most attempts shown.</summary>
    public const int AttemptsMax = 200;

    /// <summary>Answers the query.</summary>
    public async Task<GetAlertResponse> AnswerAsync(GetAlertRequest request, bool withSubject, CancellationToken cancellation)
    {
        var id = AlertName.Parse(request.Name, node);
        var (row, attempts) = await shell.ReadAsync(
            async (connection, inner) => (
                await AlertTable.FindAsync(connection, id, inner),
                await PageAttempts.ListAsync(connection, id, AttemptsMax, inner)),
            cancellation);
        var response = new GetAlertResponse { Alert = rows.Shown(row ?? throw AlertName.NotFound(), withSubject) };
        response.Attempts.AddRange(attempts.Select(Shown));
        return response;
    }

    private PageAttempt Shown(PageAttemptRow attempt) => new()
    {
        Step = attempt.Step,
        Person = rows.NameOf(attempt.Person),
        Channel = attempt.Channel,
        Attempt = attempt.Attempt,
        State = attempt.State,
        StartTime = Timestamp.FromDateTimeOffset(attempt.StartTime),
        EndTime = attempt.EndTime is { } ended ? Timestamp.FromDateTimeOffset(ended) : null,
        Failure = attempt.Failure,
    };
}
