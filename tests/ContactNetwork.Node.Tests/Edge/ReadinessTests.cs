using System.Net;
using System.Text.Json;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using Grpc.Health.V1;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Edge;

public sealed class ReadinessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_whose_store_takes_no_writes_is_not_ready_says_why_and_is_ready_again_afterwards()
    {
        using var lab = new TestLab();
        await using var node = await WholeNode.StartAsync(lab, "XB");
        node.Logs.Expect("the host tells it too", log => log.Category.StartsWith("Microsoft.Extensions.Diagnostics.HealthChecks", StringComparison.Ordinal));
        var source = node.Get<NpgsqlDataSource>();
        await IsAsync(node, HttpStatusCode.OK, HealthCheckResponse.Types.ServingStatus.Serving);

        // Whoever would write waits for longer than a probe may.
        await using (var connection = await source.OpenConnectionAsync(Cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await using var hold = new NpgsqlCommand("set local idle_in_transaction_session_timeout = 0; lock table node.readiness in share mode", connection, transaction);
            await hold.ExecuteNonQueryAsync(Cancellation);

            var answer = await IsAsync(node, HttpStatusCode.ServiceUnavailable, HealthCheckResponse.Types.ServingStatus.NotServing);
            Assert.False(answer.GetProperty("ready").GetBoolean());
            var probe = Assert.Single(answer.GetProperty("probes").EnumerateArray(), probe => !probe.GetProperty("isWell").GetBoolean());
            Assert.Equal("store-write", probe.GetProperty("name").GetString());
            using var live = await node.Http.GetAsync(new Uri(node.Operations, OperationsModule.LivePath), Cancellation);
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        }

        await IsAsync(node, HttpStatusCode.OK, HealthCheckResponse.Types.ServingStatus.Serving);
    }

    /// <summary>Waits until both ways to ask say so; what the operations port answered then.</summary>
    private static async Task<JsonElement> IsAsync(WholeNode node, HttpStatusCode status, HealthCheckResponse.Types.ServingStatus serving)
    {
        var health = new Health.HealthClient(node.Channel);
        JsonElement answer = default;
        await Eventually.Async(
            async () =>
            {
                using var ready = await node.Http.GetAsync(new Uri(node.Operations, OperationsModule.ReadyPath), Cancellation);
                using var document = JsonDocument.Parse(await ready.Content.ReadAsStringAsync(Cancellation));
                answer = document.RootElement.Clone();
                return ready.StatusCode == status
                    && (await health.CheckAsync(new HealthCheckRequest(), cancellationToken: Cancellation)).Status == serving;
            },
            Deadlines.OverSockets,
            Cancellation,
            $"the node answers {status} and {serving}");
        return answer;
    }
}
