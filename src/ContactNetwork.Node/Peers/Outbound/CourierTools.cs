using ContactNetwork.Federation.Channels;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>What a courier works with.</summary>
internal sealed record CourierTools(
    NpgsqlDataSource Source,
    Shell Shell,
    Outbox Outbox,
    Composer Composer,
    DeliveryCall Call,
    ReceiptJudge Judge,
    ReceiptRecorder Recorder,
    UntoldReceipts Untold,
    Notices Notices,
    HighWater HighWater,
    IPeerTrust Trust,
    RestoreBook Restores,
    INodeCredentials Credentials,
    IStoreClock Clock,
    Alarms Alarms,
    ILogger<Courier> Log);
