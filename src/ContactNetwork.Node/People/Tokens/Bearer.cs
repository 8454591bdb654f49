namespace ContactNetwork.Node.People.Tokens;

/// <summary>What a checked access token says.</summary>
/// <param name="Key">Who.</param>
/// <param name="DisplayName">The name that the issuer gives; null where the token has none.</param>
/// <param name="ExpireTime">Until when the token counts.</param>
/// <param name="KeyId">The issuer's key that signed it.</param>
internal sealed record Bearer(PersonKey Key, string? DisplayName, DateTimeOffset ExpireTime, string KeyId);
