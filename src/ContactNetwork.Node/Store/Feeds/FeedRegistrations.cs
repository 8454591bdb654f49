namespace ContactNetwork.Node.Store.Feeds;

/// <summary>How rooms add their feeds.</summary>
internal static class FeedRegistrations
{
    /// <summary>Adds a feed over a table.</summary>
    public static IServiceCollection AddFeed<TFeed>(this IServiceCollection services, FeedTable table)
        where TFeed : ChangeFeed
    {
        services.AddSingleton(table);
        services.AddSingleton<TFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<TFeed>());
        return services;
    }
}
