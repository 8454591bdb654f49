using System.Collections.Immutable;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Preservations;
using ContactNetwork.Node.Store;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>The real room that composes, or one that fails.</summary>
internal sealed class SwitchedOutbound(PreservationOutbound room) : IOutboundRoom
{
    /// <summary>Decides for which row composing fails, and how; null for none.</summary>
    public Func<DueRow, Exception?>? Fault { get; set; }

    /// <summary>Decides for which row the store refuses a statement while it is composed, which gives up the whole transaction.</summary>
    public Func<DueRow, bool>? Spoils { get; set; }

    /// <summary>Decides for which receipt recording fails, and how; null for none.</summary>
    public Func<OutboundReceipt, Exception?>? ReceiptFault { get; set; }

    public ImmutableArray<string> StreamKinds => room.StreamKinds;

    /// <summary>Puts it in the place of the real one.</summary>
    public static void Add(IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ServiceType == typeof(IOutboundRoom)));
        services.AddSingleton<PreservationOutbound>();
        services.AddSingleton<SwitchedOutbound>();
        services.AddSingleton<IOutboundRoom>(provider => provider.GetRequiredService<SwitchedOutbound>());
    }

    public Task PrepareToComposeAsync(
        WriteSession session, IReadOnlyList<(string StreamKind, Guid Stream)> streams, CancellationToken cancellation) =>
        room.PrepareToComposeAsync(session, streams, cancellation);

    public Task PrepareToRecordAsync(
        WriteSession session, IReadOnlyList<(string StreamKind, Guid Stream)> streams, CancellationToken cancellation) =>
        room.PrepareToRecordAsync(session, streams, cancellation);

    public async Task<OutboundDispatch?> ComposeAsync(WriteSession session, DueRow row, CancellationToken cancellation)
    {
        if (Spoils?.Invoke(row) is true)
        {
            await using var refused = new NpgsqlCommand("select 1 / 0", session.Connection);
            await refused.ExecuteNonQueryAsync(cancellation);
        }

        var message = await room.ComposeAsync(session, row, cancellation);
        return Fault?.Invoke(row) is { } fault ? throw fault : message;
    }

    public Task RecordReceiptAsync(WriteSession session, OutboundReceipt receipt, CancellationToken cancellation) =>
        ReceiptFault?.Invoke(receipt) is { } fault ? throw fault : room.RecordReceiptAsync(session, receipt, cancellation);
}
