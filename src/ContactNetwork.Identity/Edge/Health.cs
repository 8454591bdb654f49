using ContactNetwork.Identity.Keys;
using ContactNetwork.Identity.Protocol;
using ContactNetwork.Identity.Store;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.IdentityModel.Tokens;
using static System.Security.Cryptography.HashAlgorithmName;

namespace ContactNetwork.Identity.Edge;

/// <summary>Alive: the process answers. Ready: the store answers and the key in use signs.</summary>
internal static class Health
{
    private const string ReadyTag = "ready";
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<StoreCheck>("store", tags: [ReadyTag], timeout: CheckTimeout)
            .AddCheck<SigningCheck>("signing", tags: [ReadyTag], timeout: CheckTimeout);
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks(Paths.Live, new HealthCheckOptions { Predicate = _ => false });
        endpoints.MapHealthChecks(Paths.Ready, new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) });
    }

    private sealed class StoreCheck(IdentityStore store) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await store.Keys.AsNoTracking().AnyAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }

    private sealed class SigningCheck(KeyRing ring) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var key = (ECDsaSecurityKey)ring.Of(KeyUse.Signing).First();
            var probe = Guid.NewGuid().ToByteArray();
            var signature = key.ECDsa.SignData(probe, SHA256);
            return Task.FromResult(key.ECDsa.VerifyData(probe, signature, SHA256)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The signing key doesn't verify its own signature."));
        }
    }
}
