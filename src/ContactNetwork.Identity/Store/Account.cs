using Microsoft.AspNetCore.Identity;

namespace ContactNetwork.Identity.Store;

/// <summary>A person who may sign in. The id is the <c>sub</c> of every token and never changes or returns.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    /// <summary>The name shown to others, and the <c>name</c> claim.</summary>
    public required string DisplayName { get; set; }

    /// <summary>When the account was made.</summary>
    public DateTimeOffset CreateTime { get; set; }

    /// <summary>When sign-in was withdrawn; null while the account is usable.</summary>
    public DateTimeOffset? DisableTime { get; set; }
}
