using System.Globalization;
using System.Threading.RateLimiting;
using ContactNetwork.Identity.Protocol;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Identity.Edge;

/// <summary>Slows down guessing of passwords and user codes from one address; lockout guards each account besides.</summary>
internal static class SubmissionLimit
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddSubmissionLimit(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<IdentityOptions>, ILoggerFactory>((limiter, options, logs) =>
        {
            var log = logs.CreateLogger(typeof(SubmissionLimit));
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = Window.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                IdentityLog.TooMany(log);
                return ValueTask.CompletedTask;
            };
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => IsGuess(context)
                ? RateLimitPartition.GetFixedWindowLimiter(
                    context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.SubmissionsPerMinute, Window = Window })
                : RateLimitPartition.GetNoLimiter("other"));
        });
        return services;
    }

    private static bool IsGuess(HttpContext context) =>
        (HttpMethods.IsPost(context.Request.Method) && (context.Request.Path == Paths.Login || context.Request.Path == Paths.Password))
        || (context.Request.Path == Paths.Device && (HttpMethods.IsPost(context.Request.Method) || context.Request.Query.ContainsKey("user_code")));
}
