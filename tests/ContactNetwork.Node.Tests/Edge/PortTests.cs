using System.Net;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Node.Tests.People;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Xunit;

namespace ContactNetwork.Node.Tests.Edge;

/// <summary>Each port serves what belongs there, and nothing of the others.</summary>
public sealed class PortTests(OneWholeNode one) : IClassFixture<OneWholeNode>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_s_call_on_the_peers_port_finds_nothing_whoever_calls()
    {
        using var xa = new RawPeer(one.Lab);
        Assert.NotNull((await xa.HelloAsync()).Picture);

        // A right certificate and a right token together.
        using var channel = xa.Connect();
        var headers = one.Node.As(Role.Operator);
        Assert.Equal(
            (StatusCode.Unimplemented, "WRONG_PORT"),
            await RefusalAsync(async () => await new PeopleService.PeopleServiceClient(channel).GetMeAsync(new GetMeRequest(), headers, cancellationToken: Cancellation)));
        Assert.Equal(
            (StatusCode.Unimplemented, "WRONG_PORT"),
            await RefusalAsync(async () => await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancellation)));
        Assert.Contains(one.Node.Logs.Logs, log => log.Event.Name == "WrongPort");
    }

    [Fact]
    public async Task A_node_s_call_on_the_people_s_port_finds_nothing_whoever_calls()
    {
        var exchange = new ExchangeService.ExchangeServiceClient(one.Node.Channel);
        foreach (var headers in new[] { new Metadata(), one.Node.As(Role.Operator) })
        {
            Assert.Equal(
                (StatusCode.Unimplemented, "WRONG_PORT"),
                await RefusalAsync(async () => await exchange.HelloAsync(new HelloRequest(), headers, cancellationToken: Cancellation)));
            Assert.Equal(
                (StatusCode.Unimplemented, "WRONG_PORT"),
                await RefusalAsync(async () => await exchange.DeliverAsync(new DeliverRequest(), headers, cancellationToken: Cancellation)));
        }
    }

    [Theory]
    [InlineData("people", "/metrics")]
    [InlineData("people", "/health/ready")]
    [InlineData("operations", "/v1/preservations")]
    [InlineData("operations", "/contactnetwork.v1.PeopleService/GetMe")]
    public async Task A_path_of_another_port_is_not_found(string port, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(port == "people" ? one.Node.People : one.Node.Operations, path));
        request.Headers.Authorization = one.Node.Bearer(Role.Operator);

        using var response = await one.Node.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("WRONG_PORT", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operations_port_tells_health_and_metrics()
    {
        foreach (var path in new[] { "/health/live", "/health/ready", "/metrics" })
        {
            using var response = await one.Node.Http.GetAsync(new Uri(one.Node.Operations, path), Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Tools_find_the_services_and_their_health_without_a_token()
    {
        using var call = new ServerReflection.ServerReflectionClient(one.Node.Channel).ServerReflectionInfo(cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        var services = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToList();
        await call.RequestStream.CompleteAsync();
        Assert.Contains("contactnetwork.v1.PreservationService", services);

        var health = new Health.HealthClient(one.Node.Channel);
        await Eventually.Async(
            async () => (await health.CheckAsync(new HealthCheckRequest(), cancellationToken: Cancellation)).Status
                == HealthCheckResponse.Types.ServingStatus.Serving,
            Deadlines.OverSockets,
            Cancellation,
            "the node is serving");
    }

    private static async Task<(StatusCode Code, string Reason)> RefusalAsync(Func<Task> call)
    {
        var (code, info) = await PeopleNode.RefusalAsync(call);
        return (code, info.Reason);
    }
}
