namespace ContactNetwork.Identity.Store;

/// <summary>A key of this provider, sealed under the wrapping key. Rows are only added, and withdrawn once.</summary>
internal sealed class SealedKey
{
    /// <summary>The <c>kid</c> of what is signed or encrypted with it.</summary>
    public required string Id { get; init; }

    public required KeyUse Use { get; init; }

    public required DateTimeOffset CreateTime { get; init; }

    /// <summary>From when on it signs. It is published before, so that those who check tokens know it in time.</summary>
    public required DateTimeOffset ActivationTime { get; init; }

    /// <summary>From when on nothing made with it counts; null for a good key.</summary>
    public DateTimeOffset? WithdrawTime { get; set; }

    /// <summary>The private or secret key, sealed.</summary>
    public required byte[] Secret { get; init; }
}

/// <summary>What a key is for.</summary>
internal enum KeyUse
{
    /// <summary>Signs tokens; its public half is published.</summary>
    Signing = 1,

    /// <summary>Encrypts codes and refresh tokens, which only this provider reads.</summary>
    Encryption = 2,
}
