using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Edge;

/// <summary>The node's edge: ports, limits, errors, and the tools that every gRPC service has.</summary>
internal static class EdgeModule
{
    /// <summary>Adds ports and errors.</summary>
    public static WebApplicationBuilder AddEdge(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.WebHost.UseKestrelHttpsConfiguration();
        services.AddOptions<PortsOptions>().BindConfiguration("Ports").ValidateOnStart();
        services.AddSingleton<IValidateOptions<PortsOptions>, PortsOptionsValidator>();
        services.AddSingleton<PeopleCertificate>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, Listeners>();
        services.AddHostedService<BoundAddresses>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = EdgeLimits.StopTimeout);
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = EdgeLimits.MessageBytesMax;
            grpc.Interceptors.Add<RefusalInterceptor>();
        }).AddJsonTranscoding(transcoding => transcoding.TypeRegistry =
            TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor, StatusReflection.Descriptor));
        services.AddSingleton<RefusalInterceptor>();
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(health => health.UseHealthChecksCache = true);
        // gRPC logs an unreadable message as an error of ours; CallFaults logs it as what it is.
        builder.Logging.AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None);
        // So does transcoding, with what the caller wrote: that may be content of a case. JsonFaults logs the reason alone.
        builder.Logging.AddFilter("Grpc.AspNetCore.Grpc.JsonTranscoding", LogLevel.None);
        return builder;
    }

    /// <summary>The gate comes before authentication, so that a token means nothing on another port.</summary>
    public static void UseEdge(this WebApplication app)
    {
        app.UseMiddleware<CallFaults>();
        app.UseRouting();
        app.UseMiddleware<PortGate>();
        app.UseMiddleware<JsonFaults>();
    }

    /// <summary>Maps reflection and the standard health service on the people's port.</summary>
    public static void MapEdge(this IEndpointRouteBuilder app)
    {
        app.MapGrpcReflectionService().OnPort(Port.People);
        app.MapGrpcHealthChecksService().OnPort(Port.People);
    }
}
