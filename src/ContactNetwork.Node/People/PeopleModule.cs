using ContactNetwork.Node.Edge;
using ContactNetwork.Node.People.Tokens;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.People;

/// <summary>People: tokens, rights, the register and its service.</summary>
internal static class PeopleModule
{
    /// <summary>Adds people; after the edge (its interceptor must stand outside ours) and after the store (people are read from it at start).</summary>
    public static IServiceCollection AddPeople(this IServiceCollection services)
    {
        services.AddOptions<PeopleOptions>().BindConfiguration("People").ValidateOnStart();
        services.AddSingleton<IValidateOptions<PeopleOptions>, PeopleOptionsValidator>();
        services.AddSingleton<TokenCheck>();
        services.AddSingleton<PeopleRegister>();
        services.AddSingleton<Entrance>();
        services.AddSingleton<Bootstrap>();
        services.AddHostedService<IssuerRefresh>();
        services.AddHostedService<PeopleRefresh>();
        services.AddSingleton<StreamEndInterceptor>();
        services.Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<StreamEndInterceptor>());
        return services;
    }

    /// <summary>Stands between the edge and the services.</summary>
    public static void UsePeople(this WebApplication app) => app.UseMiddleware<PeopleGate>();

    /// <summary>Maps the service of people.</summary>
    public static void MapPeople(this IEndpointRouteBuilder app) => app.MapGrpcService<PeopleEndpoint>().OnPort(Port.People);
}
