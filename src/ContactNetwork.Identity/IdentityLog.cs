namespace ContactNetwork.Identity;

/// <summary>Every line this provider logs. Ids only: no names, passwords, codes or tokens.</summary>
internal static partial class IdentityLog
{
    [LoggerMessage(900, LogLevel.Information, "Store ready, {Migrations} migrations applied", EventName = nameof(StoreReady))]
    public static partial void StoreReady(ILogger log, int migrations);

    [LoggerMessage(901, LogLevel.Information, "Signing or encryption keys changed", EventName = nameof(KeysChanged))]
    public static partial void KeysChanged(ILogger log);

    [LoggerMessage(902, LogLevel.Warning, "Keys could not be read again; the last ones stay in use", EventName = nameof(KeysNotRead))]
    public static partial void KeysNotRead(ILogger log, Exception exception);

    [LoggerMessage(903, LogLevel.Information, "Listening on {Address}, issuer {Issuer}", EventName = nameof(Listening))]
    public static partial void Listening(ILogger log, string address, string issuer);

    [LoggerMessage(904, LogLevel.Information, "Server certificate {Thumbprint} in use until {NotAfter:u}", EventName = nameof(CertificateInUse))]
    public static partial void CertificateInUse(ILogger log, string thumbprint, DateTime notAfter);

    [LoggerMessage(905, LogLevel.Error, "Changed server certificate can't be used; the last one stays in use", EventName = nameof(CertificateNotRead))]
    public static partial void CertificateNotRead(ILogger log, Exception exception);

    [LoggerMessage(906, LogLevel.Debug, "Forgot {Tokens} old tokens and {Authorizations} old authorizations", EventName = nameof(Pruned))]
    public static partial void Pruned(ILogger log, long tokens, long authorizations);

    [LoggerMessage(907, LogLevel.Warning, "Old tokens could not be forgotten; tried again later", EventName = nameof(NotPruned))]
    public static partial void NotPruned(ILogger log, Exception exception);

    [LoggerMessage(910, LogLevel.Information, "Account {Account} signed in", EventName = nameof(SignedIn))]
    public static partial void SignedIn(ILogger log, Guid account);

    [LoggerMessage(911, LogLevel.Warning, "Sign-in refused: unknown name", EventName = nameof(UnknownName))]
    public static partial void UnknownName(ILogger log);

    [LoggerMessage(912, LogLevel.Warning, "Sign-in refused: wrong password for account {Account}", EventName = nameof(WrongPassword))]
    public static partial void WrongPassword(ILogger log, Guid account);

    [LoggerMessage(913, LogLevel.Warning, "Sign-in refused: account {Account} is locked", EventName = nameof(LockedOut))]
    public static partial void LockedOut(ILogger log, Guid account);

    [LoggerMessage(914, LogLevel.Warning, "Sign-in refused: account {Account} is disabled", EventName = nameof(DisabledAccount))]
    public static partial void DisabledAccount(ILogger log, Guid account);

    [LoggerMessage(915, LogLevel.Information, "Account {Account} allowed client {Client}", EventName = nameof(ClientAllowed))]
    public static partial void ClientAllowed(ILogger log, string account, string client);

    [LoggerMessage(916, LogLevel.Information, "Account {Account} refused client {Client}", EventName = nameof(ClientDenied))]
    public static partial void ClientDenied(ILogger log, string account, string client);

    [LoggerMessage(917, LogLevel.Information, "Account {Account} changed its password", EventName = nameof(PasswordChanged))]
    public static partial void PasswordChanged(ILogger log, Guid account);

    [LoggerMessage(918, LogLevel.Warning, "Token refused: the account of subject {Subject} is disabled or gone", EventName = nameof(TokenRefused))]
    public static partial void TokenRefused(ILogger log, string subject);

    [LoggerMessage(919, LogLevel.Warning, "Too many submissions from one address", EventName = nameof(TooMany))]
    public static partial void TooMany(ILogger log);
}
