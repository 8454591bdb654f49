using Grpc.Core;

namespace ContactNetwork.Cli;

/// <summary>The exit codes, as documented in docs/capabilities/cli.md.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Bug = 1;
    public const int Usage = 2;
    public const int Malformed = 3;
    public const int NotFound = 4;
    public const int NotAllowed = 5;
    public const int Unavailable = 6;
    public const int Conflict = 7;
    public const int LimitExceeded = 8;
    public const int Interrupted = 130;

    /// <summary>The exit code of a refused or failed call.</summary>
    public static int Of(StatusCode code) => code switch
    {
        StatusCode.OK => Done,
        StatusCode.InvalidArgument or StatusCode.OutOfRange => Malformed,
        StatusCode.NotFound => NotFound,
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => NotAllowed,
        StatusCode.Unavailable or StatusCode.DeadlineExceeded => Unavailable,
        StatusCode.FailedPrecondition or StatusCode.Aborted or StatusCode.AlreadyExists => Conflict,
        StatusCode.ResourceExhausted => LimitExceeded,
        _ => Bug,
    };
}
