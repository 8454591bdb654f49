namespace ContactNetwork.Node.Clerks;

/// <summary>Due work, leases and waking.</summary>
internal static class ClerksModule
{
    /// <summary>Adds what the clerks of all rooms stand on.</summary>
    public static IServiceCollection AddClerks(this IServiceCollection services)
    {
        services.AddSingleton<Wake>();
        return services;
    }
}
