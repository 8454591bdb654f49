using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store.Feeds;
using ContactNetwork.Node.Store.Sealing;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>The store: sessions, sealing, schema.</summary>
internal static class StoreModule
{
    /// <summary>Adds the store.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services)
    {
        services.AddOptions<StoreOptions>().BindConfiguration("Store").ValidateOnStart();
        services.AddSingleton<IValidateOptions<StoreOptions>, StoreOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<StoreOptions>>().Value);
        services.AddSingleton(provider => DataSources.Create(provider.GetRequiredService<StoreOptions>()));
        services.AddSingleton(provider => WrappingKey.Open(provider.GetRequiredService<NodeIdentity>().DataFolder));
        services.AddSingleton<CaseKeys>();
        services.AddSingleton<ISealer, Sealer>();
        services.AddSingleton<IDocumentStore>(provider => DocumentStores.Create(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<CaseKeys>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetServices<StreamRegistration>()));
        services.AddSingleton<StoreContext>();
        services.AddSingleton<Shell>();
        services.AddSingleton<FactReader>();
        services.AddSingleton<FeedEpoch>();
        services.AddSingleton<FeedTools>();
        services.AddSingleton<SchemaKeeper>();
        services.AddHostedService<StoreStartup>();
        services.AddSingleton<IRetention, FirstAnswersRetention>();
        return services;
    }
}
