namespace ContactNetwork.Node.Clerks;

/// <summary>Due work, leases and waking.</summary>
internal static class ClerksModule
{
    /// <summary>Adds what the clerks of all rooms stand on.</summary>
    public static IServiceCollection AddClerks(this IServiceCollection services)
    {
        services.AddSingleton<Wake>();
        services.AddSingleton<WakeRelay>();
        services.AddHostedService(provider => provider.GetRequiredService<WakeRelay>());
        services.AddSingleton<Presence>();
        services.AddHostedService(provider => provider.GetRequiredService<Presence>());
        services.AddSingleton<Leases>();
        services.AddHostedService(provider => provider.GetRequiredService<Leases>());
        services.AddSingleton<DueTable>();
        services.AddSingleton<ClerkTools>();
        services.AddSingleton<DueRebuild>();
        services.AddSingleton<DueCounts>();
        services.AddHostedService(provider => provider.GetRequiredService<DueCounts>());
        AddClock(services);
        services.AddClerk<Timekeeper>();
        services.AddSingleton<RetentionClerk>();
        services.AddHostedService(provider => provider.GetRequiredService<RetentionClerk>());
        return services;
    }

    /// <summary>Adds a clerk: hosted, and listed in the node's status.</summary>
    public static IServiceCollection AddClerk<TClerk>(this IServiceCollection services)
        where TClerk : Clerk
    {
        services.AddSingleton<TClerk>();
        services.AddSingleton<Clerk>(provider => provider.GetRequiredService<TClerk>());
        services.AddHostedService(provider => provider.GetRequiredService<TClerk>());
        return services;
    }

    /// <summary>The database's clock, or the one that a test injects.</summary>
    private static void AddClock(IServiceCollection services)
    {
        services.AddSingleton<ClockWatch>();
        services.AddSingleton<IStoreClock>(provider => provider.GetRequiredService<TimeProvider>() is var time && time == TimeProvider.System
            ? provider.GetRequiredService<ClockWatch>()
            : new InjectedClock(time));
        services.AddHostedService(provider => provider.GetRequiredService<ClockWatch>());
    }
}
