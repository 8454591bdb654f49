using ContactNetwork.V1;

namespace ContactNetwork.Cli.Screens;

/// <summary>Colors, few and always the same: green is well, yellow waits, red wants somebody.</summary>
internal static class Styles
{
    public const string Well = "green";
    public const string Waits = "yellow";
    public const string Wrong = "red";
    public const string Quiet = "grey";
    public const string Default = "default";

    public static string Of(PreservationStage stage) => stage switch
    {
        PreservationStage.Acknowledged => Well,
        PreservationStage.Returned => Wrong,
        PreservationStage.Withdrawn => Quiet,
        PreservationStage.Received => Waits,
        _ => Default,
    };

    public static string Of(Urgency urgency) => urgency switch
    {
        Urgency.Emergency => "bold red",
        Urgency.Urgent => Waits,
        _ => Default,
    };

    public static string Of(AlertState state) => state switch
    {
        AlertState.Missed => "bold red",
        AlertState.Raised or AlertState.Notified or AlertState.Escalated => Waits,
        AlertState.Acknowledged => Well,
        _ => Quiet,
    };

    public static string Of(PeerReachability reachability) => reachability switch
    {
        PeerReachability.Reachable => Well,
        PeerReachability.Unreachable or PeerReachability.Refusing => Wrong,
        _ => Quiet,
    };
}
