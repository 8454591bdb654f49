using System.Net;
using ContactNetwork.Node.Edge;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ContactNetwork.Node.Operations;

/// <summary>
/// The operations port: liveness is the process, readiness a real write and a real signature, metrics for Prometheus, and
/// traces to a collector where the standard variable OTEL_EXPORTER_OTLP_ENDPOINT names one.
/// </summary>
internal static class OperationsModule
{
    /// <summary>Answers 200 while the process lives.</summary>
    public const string LivePath = "/health/live";

    /// <summary>Answers 200 when every probe did its thing, else 503 with the names of those that did not.</summary>
    public const string ReadyPath = "/health/ready";

    /// <summary>Answers Prometheus.</summary>
    public const string MetricsPath = "/metrics";

    private const string CollectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Alarms>();
        services.AddSingleton(provider => new StartTime(provider.GetRequiredService<TimeProvider>().GetUtcNow()));
        services.AddSingleton<Readiness>();
        services.AddSingleton<IReadinessProbe, StoreWriteProbe>();
        services.AddHealthChecks().AddCheck<ReadinessCheck>("ready");
        services.Configure<HealthCheckPublisherOptions>(publisher =>
            (publisher.Delay, publisher.Period) = (TimeSpan.Zero, ReadinessCheck.LookEvery));
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("contact-network-node"))
            .WithMetrics(metrics => metrics
                .AddMeter(Meters.SourceName, "Npgsql", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddAspNetCoreInstrumentation()
                .AddPrometheusExporter())
            .WithTracing(traces =>
            {
                traces.AddSource(Meters.SourceName).AddAspNetCoreInstrumentation();
                if (!string.IsNullOrEmpty(configuration[CollectorVariable]))
                {
                    traces.AddOtlpExporter();
                }
            });
        return services;
    }

    /// <summary>Maps the people's API of the node itself.</summary>
    public static void MapNode(this WebApplication app)
    {
        // Asked for now, because it is the time at which it is first asked for.
        app.Services.GetRequiredService<StartTime>();
        app.MapGrpcService<NodeEndpoint>().OnPort(Port.People);
    }

    /// <summary>Maps the paths; <paramref name="onPort"/> marks them as served on the operations port only.</summary>
    public static void MapOperations(this IEndpointRouteBuilder app, Action<IEndpointConventionBuilder> onPort)
    {
        onPort(app.MapGet(LivePath, () => Results.Text("live\n")));
        onPort(app.MapGet(ReadyPath, async (Readiness readiness, CancellationToken cancellation) =>
        {
            var probes = await readiness.CheckAsync(cancellation);
            return Results.Json(
                new { ready = probes.All(probe => probe.IsWell), probes },
                statusCode: (int)(probes.All(probe => probe.IsWell) ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable));
        }));
        onPort(app.MapPrometheusScrapingEndpoint(MetricsPath));
    }
}
