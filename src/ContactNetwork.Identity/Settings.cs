using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Identity;

/// <summary>How this provider is reached, where it keeps its own files and what it issues. Section <c>Identity</c>.</summary>
internal sealed record IdentityOptions
{
    public const string Section = "Identity";

    /// <summary>The https address that stands in every token, without a path, such as <c>https://login.xa.example</c>. Required. Port 0 means the port that was bound.</summary>
    [Required]
    public Uri? Issuer { get; init; }

    /// <summary>The address and port to listen on. Default <c>127.0.0.1:5104</c>; port 0 takes a free one.</summary>
    [Required]
    public string Listen { get; init; } = "127.0.0.1:5104";

    /// <summary>PEM file with the server certificate and the certificates between it and its CA. Required. Read again when it changes.</summary>
    [Required]
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the unencrypted private key of the certificate. Required. Read again when it changes.</summary>
    [Required]
    public string? CertificateKeyFile { get; init; }

    /// <summary>Folder of the wrapping key, outside PostgreSQL. Required. Every replica needs the same key in it.</summary>
    [Required]
    public string? DataFolder { get; init; }

    /// <summary>The APIs that tokens are made for. None configured: one named <c>contact-network-node</c> with scope <c>contact-network</c>.</summary>
    public IReadOnlyList<ApiResource> Resources { get; init; } = [];

    /// <summary>Life of an access token. Default 10 minutes; 1 minute to 1 hour: a node accepts a token until it ends.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Life of a refresh token since its last use. Default 7 days; 10 minutes to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "30.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a used refresh token may be presented again, for a client whose answer was lost. Default 15 seconds; 0 to 1 minute. Later use withdraws the whole sign-in.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RefreshTokenReuseLeeway { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Life of a device code and its user code. Default 10 minutes; 1 to 30 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:30:00")]
    public TimeSpan DeviceCodeLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a person stays signed in to this provider's own pages. Default 10 hours; 5 minutes to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(10);

    /// <summary>Wrong passwords in a row before an account is locked. Default 5; 3 to 20.</summary>
    [Range(3, 20)]
    public int PasswordAttemptsMax { get; init; } = 5;

    /// <summary>How long an account stays locked after too many wrong passwords. Default 15 minutes; 1 minute to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LockoutDuration { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Submissions of a password or device code from one address in a minute. Default 60; 5 to 10 000.</summary>
    [Range(5, 10_000)]
    public int SubmissionsPerMinute { get; init; } = 60;

    /// <summary>How often changed signing keys are looked for. Default 10 seconds; 1 second to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan KeyRefreshInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The APIs that tokens are made for, with the default filled in.</summary>
    public IReadOnlyList<ApiResource> Apis => Resources.Count > 0 ? Resources : [new ApiResource()];

    /// <summary>The listening address as an end point.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public IPEndPoint ListenEndPoint() => IPEndPoint.Parse(Listen);
}

/// <summary>An API that checks our access tokens: the audience it asks for and the scope that leads to it.</summary>
internal sealed record ApiResource
{
    /// <summary>The audience in the token. Default <c>contact-network-node</c>.</summary>
    public string Name { get; init; } = "contact-network-node";

    /// <summary>The scope that a client asks for. Default <c>contact-network</c>.</summary>
    public string Scope { get; init; } = "contact-network";
}

/// <summary>Where the accounts are kept. Section <c>Store</c>; one of the two is required.</summary>
internal sealed record StoreOptions
{
    public const string Section = "Store";

    /// <summary>Npgsql connection string.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>File that holds the connection string, for secrets mounted as files.</summary>
    public string? ConnectionStringFile { get; init; }

    /// <summary>The connection string, from whichever of the two is set.</summary>
    /// <exception cref="InvalidOperationException">Neither is.</exception>
    public string Resolve() =>
        ConnectionString
        ?? (ConnectionStringFile is { } file ? File.ReadAllText(file).Trim() : null)
        ?? throw new InvalidOperationException("Store:ConnectionString or Store:ConnectionStringFile must be set.");
}

[OptionsValidator]
internal sealed partial class IdentityOptionsAnnotations : IValidateOptions<IdentityOptions>;

/// <summary>Checks what annotations can't say, so that a provider that starts is configured right.</summary>
internal sealed class IdentityOptionsValidator : IValidateOptions<IdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.Issuer is not { IsAbsoluteUri: true, Scheme: "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" })
            errors.AddError("must be an https address without path, query and fragment, such as https://login.xa.example.", "Identity:Issuer");
        if (!IPEndPoint.TryParse(options.Listen, out _))
            errors.AddError("must be an IP address and a port, such as 0.0.0.0:5104 or [::]:5104.", "Identity:Listen");
        foreach (var (file, setting) in new[] { (options.CertificateFile, "CertificateFile"), (options.CertificateKeyFile, "CertificateKeyFile") })
        {
            if (file is not null && !File.Exists(file))
                errors.AddError($"there is no file '{file}'.", $"Identity:{setting}");
        }

        if (options.Apis.Any(api => string.IsNullOrWhiteSpace(api.Name) || string.IsNullOrWhiteSpace(api.Scope) || api.Scope.Contains(' ')))
            errors.AddError("every resource needs a name and a scope without blanks.", "Identity:Resources");
        if (options.Apis.Select(api => api.Name).Distinct().Count() != options.Apis.Count)
            errors.AddError("two resources have the same name.", "Identity:Resources");
        return errors.Build();
    }
}

/// <summary>Refuses a store that isn't named.</summary>
internal sealed class StoreOptionsValidator : IValidateOptions<StoreOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreOptions options) => options switch
    {
        { ConnectionString: null, ConnectionStringFile: null } =>
            ValidateOptionsResult.Fail("Store:ConnectionString or Store:ConnectionStringFile must be set."),
        { ConnectionString: null, ConnectionStringFile: { } file } when !File.Exists(file) =>
            ValidateOptionsResult.Fail($"Store:ConnectionStringFile: there is no file '{file}'."),
        _ => ValidateOptionsResult.Success,
    };
}
