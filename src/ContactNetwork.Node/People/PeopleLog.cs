namespace ContactNetwork.Node.People;

/// <summary>What the people's edge says; event ids 2200 to 2299. Ids only: no names, subjects or tokens.</summary>
internal static partial class PeopleLog
{
    [LoggerMessage(2200, LogLevel.Warning, "{Method} refused without a valid token: {Cause}.", EventName = "TokenRefused")]
    public static partial void TokenRefused(this ILogger log, string method, string cause);

    [LoggerMessage(2201, LogLevel.Warning, "{Method} refused to {Person}: {Reason}.", EventName = "CallerRefused")]
    public static partial void CallerRefused(this ILogger log, string method, Guid person, string reason);

    [LoggerMessage(2202, LogLevel.Information, "The stream {Method} of {Person} was ended: {Reason}.", EventName = "StreamEnded")]
    public static partial void StreamEnded(this ILogger log, string method, Guid person, string reason);

    [LoggerMessage(2203, LogLevel.Warning, "The issuer {Issuer} can't be reached ({Fault}); its last keys stay in use.", EventName = "IssuerAway")]
    public static partial void IssuerAway(this ILogger log, string issuer, string fault);

    [LoggerMessage(2204, LogLevel.Information, "The issuer {Issuer} has {Keys} keys.", EventName = "IssuerRead")]
    public static partial void IssuerRead(this ILogger log, string issuer, int keys);

    [LoggerMessage(2205, LogLevel.Information, "The bootstrap file made {People} people.", EventName = "Bootstrapped")]
    public static partial void Bootstrapped(this ILogger log, int people);

    [LoggerMessage(2206, LogLevel.Warning, "People could not be read again ({Fault}).", EventName = "PeopleNotRead")]
    public static partial void PeopleNotRead(this ILogger log, string fault);

    [LoggerMessage(2207, LogLevel.Information, "{Actor} proposed roles, proposal {Grant}.", EventName = "RolesProposed")]
    public static partial void RolesProposed(this ILogger log, Guid actor, Guid grant);

    [LoggerMessage(2208, LogLevel.Information, "{Actor} confirmed proposal {Grant}.", EventName = "RolesConfirmed")]
    public static partial void RolesConfirmed(this ILogger log, Guid actor, Guid grant);

    [LoggerMessage(2210, LogLevel.Information, "{Actor} rejected proposal {Grant}.", EventName = "RolesRejected")]
    public static partial void RolesRejected(this ILogger log, Guid actor, Guid grant);

    [LoggerMessage(2209, LogLevel.Information, "{Actor} took role {Role} from {Person}.", EventName = "RoleRevoked")]
    public static partial void RoleRevoked(this ILogger log, Guid actor, string role, Guid person);
}
