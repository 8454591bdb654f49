using System.Reflection;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ContactNetwork.Node.Operations;

/// <summary>The people's API of the node itself.</summary>
internal sealed class NodeEndpoint(
    Shell shell,
    NodeIdentity node,
    IPolicyVersion policy,
    IServiceProvider services,
    IEnumerable<Clerks.Clerk> clerks,
    DueCounts due,
    DueRebuild rebuild,
    Alarms alarms,
    StartTime start) : NodeService.NodeServiceBase
{
    private static readonly string Version =
        typeof(NodeEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public override async Task<GetNodeStatusResponse> GetNodeStatus(GetNodeStatusRequest request, ServerCallContext context)
    {
        var counts = await shell.ReadAsync(due.CountAsync, context.CancellationToken);
        var trust = services.GetService<ITrustFacts>();
        var response = new GetNodeStatusResponse
        {
            Country = node.Country,
            NetworkId = node.NetworkId,
            Realm = node.Realm.ToString().ToUpperInvariant(),
            SoftwareVersion = Version,
            StartTime = Timestamp.FromDateTimeOffset(start.At),
            PolicyVersion = policy.Version,
            RosterVersion = trust?.RosterVersion ?? 0,
            RosterExpireTime = Stamp(trust?.RosterExpires),
            CertificateExpireTime = Stamp(trust?.CertificateExpires),
        };
        response.Clerks.AddRange(clerks.Select(clerk => new V1.Clerk
        {
            Name = clerk.Name,
            LookTime = Stamp(clerk.LookedAt),
            HeldLeaseCount = clerk.HeldLeases,
        }));
        response.DueCounts.AddRange(counts.Select(count => new V1.DueCount
        {
            Kind = count.Kind,
            Count = count.All,
            OverdueCount = count.Overdue,
            ParkedCount = count.Parked,
        }));
        response.Alarms.AddRange(alarms.Raised);
        return response;
    }

    /// <summary>The rebuild is many transactions, each safe to repeat; its answer is recorded once they are done.</summary>
    public override async Task<RebuildDueResponse> RebuildDue(RebuildDueRequest request, ServerCallContext context)
    {
        var key = RequestKey.Of(Caller.Of(context).PersonId.ToString("N"), context.Method, request.RequestId, request);
        if (await shell.FirstAnswerAsync<RebuildDueResponse>(key, context.CancellationToken) is { } first)
            return first;
        var counts = await rebuild.RunAsync(context.CancellationToken);
        var answer = new RebuildDueResponse { StreamCount = counts.Streams, AddedCount = counts.Added, RemovedCount = counts.Removed };
        return await shell.RunOnceAsync(key, (_, _) => Task.FromResult(answer), context.CancellationToken);
    }

    private static Timestamp? Stamp(DateTimeOffset? instant) => instant is { } known ? Timestamp.FromDateTimeOffset(known) : null;
}

/// <summary>When this process started.</summary>
internal sealed record StartTime(DateTimeOffset At);
