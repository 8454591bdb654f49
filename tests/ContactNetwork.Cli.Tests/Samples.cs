using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Tests;

/// <summary>Answers of a node.</summary>
internal static class Samples
{
    public const string Reference = "PR-XA-2026-004217-K";

    public static Timestamp Ago(double minutes) => Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(-minutes));

    public static BoardRow Row(long version = 1, PreservationStage stage = PreservationStage.Released, string reference = Reference) => new()
    {
        Name = $"nodes/xa/preservations/{reference}",
        Reference = reference,
        Version = version,
        Side = Side.Requesting,
        PeerCountry = "XB",
        Urgency = Urgency.Emergency,
        Purpose = Purpose.Real,
        Stage = stage,
        FileTime = Ago(3),
        DueTime = Ago(-12),
        DueStep = "signed receipt",
        UpdateTime = Ago(1),
    };

    public static GetPreservationResponse Preservation() => new()
    {
        Row = Row(2, PreservationStage.Delivered),
        History =
        {
            new HistoryStep { Version = 1, Step = "filed", OccurTime = Ago(3), RecordTime = Ago(3), Actor = "case officer" },
            new HistoryStep
            {
                Version = 2, Step = "delivered", OccurTime = Ago(2), RecordTime = Ago(2), Actor = "peer XB", Detail = "STORED",
                SigningKeyId = new string('a', 64),
            },
        },
        Content = new PreservationContent
        {
            Authority = new Authority { Organization = "Cybercrime Unit" },
            Offence = new Offence { Title = "Computer-related fraud", ConventionArticle = 8 },
            FactsSummary = string.Join(' ', Enumerable.Repeat("Invoices with changed account numbers.", 20)),
        },
    };

    public static Peer Peer() => new()
    {
        Name = "nodes/xa/peers/xb",
        Country = "XB",
        DisplayName = "Belmaria",
        Membership = PeerMembership.Active,
        Reachability = PeerReachability.Unreachable,
        ContactTime = Ago(9),
        CallPhone = "+999255502000",
        Trouble = "The connection was refused.",
        Endpoint = "https://127.0.0.1:5102",
        Lanes = { new PeerLane { Lane = "URGENT", QueuedCount = 2, OldestQueueTime = Ago(8), FailedAttemptCount = 12, StopReason = "FORK" } },
        MissedHeartbeatCount = 40,
        HeartbeatHours =
        {
            Heartbeats(hoursAgo: 20, called: 240, passed: 240),
            Heartbeats(hoursAgo: 3, called: 240, passed: 230, late: 7, clockOff: 3),
            Heartbeats(hoursAgo: 1, called: 200, passed: 60, failed: 140),
            Heartbeats(hoursAgo: 0, called: 40, passed: 0, failed: 40),
        },
    };

    private static PeerHeartbeatHour Heartbeats(int hoursAgo, int called, int passed, int failed = 0, int late = 0, int clockOff = 0) => new()
    {
        StartTime = Timestamp.FromDateTimeOffset(ThisHour.AddHours(-hoursAgo)),
        CalledCount = called,
        PassedCount = passed,
        FailedCount = failed,
        LateCount = late,
        ClockOffCount = clockOff,
        ReceivedCount = passed,
        RoundTripMaxMilliseconds = 7_240,
        ClockOffsetMaxMilliseconds = -2_900,
        CertificateDaysLeft = 88,
    };

    private static DateTimeOffset ThisHour { get; } = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 3600 * 3600);

    public static PeerSuspension Suspension(string because) => new()
    {
        Suspender = new PeerActor { Person = "nodes/xa/people/1", Role = "duty officer" },
        SuspendTime = Ago(0),
        Because = because,
        LapseTime = Ago(-240),
    };

    public static PeerRestore Restore(RestoreState state) => new() { Country = "XB", State = state, DetectTime = Ago(5) };

    public static Notice Notice() => new()
    {
        Country = "XA",
        KeyIds = { new string('a', 64) },
        CreateTime = Ago(60),
        Digest = new string('b', 64),
        IsByCountryKey = true,
    };

    public static PeerRefusal Refusal() => new()
    {
        HourTime = Ago(30),
        Source = RefusalSource.HandshakeFrom,
        Reason = "OTHER_MEMBERS_AUTHORITY",
        Count = 12,
        FirstTime = Ago(20),
        FirstDetail = "192.0.2.7:40412 claims to be spiffe://lab/xb/node",
        LastTime = Ago(2),
        LastDetail = "192.0.2.9:40413 claims to be spiffe://lab/xb/node",
    };

    public static Alert Alert() => new()
    {
        Name = "nodes/xa/alerts/0198c0de-0000-7000-8000-000000000001",
        Version = 2,
        SubjectKind = "preservation",
        SubjectName = "nodes/xa/preservations/1",
        Reference = "PR-XB-2026-000001-9",
        Cause = "REQUEST_RECEIVED",
        Urgency = Urgency.Urgent,
        State = AlertState.Notified,
        RaiseTime = Ago(1),
        NextStepTime = Ago(-2),
        Step = 1,
    };

    public static GetNodeStatusResponse Status() => new()
    {
        Country = "XA",
        NetworkId = "lab",
        Realm = "OPERATIONAL",
        SoftwareVersion = "0.1.0",
        StartTime = Ago(100),
        RosterVersion = 1,
        Alarms = { "PEER_UNREACHABLE" },
        Clerks = { new Clerk { Name = "courier", LookTime = Ago(0), HeldLeaseCount = 2 } },
        DueCounts = { new DueCount { Kind = "deliver", Count = 2, OverdueCount = 1, ParkedCount = 1 } },
    };
}
