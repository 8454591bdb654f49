using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.V1;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ContactNetwork.Node.People.Tokens;

/// <summary>One OpenID issuer and its keys, found by discovery. When it is away, the last keys go on counting.</summary>
internal sealed class Issuer : IDisposable
{
    /// <summary>How old keys may be before they are read again.</summary>
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromMinutes(5);

    /// <summary>An unknown key makes us ask at once, but no more often than this: anybody can name unknown keys.</summary>
    public static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private const int DocumentBytesMax = 256 * 1024;
    private const string DiscoveryPath = "/.well-known/openid-configuration";

    private readonly SemaphoreSlim asking = new(1, 1);
    private readonly HttpClient http;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private volatile Known? known;
    private DateTimeOffset lastAsked = DateTimeOffset.MinValue;

    public Issuer(IssuerOptions options, TimeProvider clock, ILogger log)
    {
        (Options, Ceiling) = (options, options.Ceiling());
        (this.clock, this.log) = (clock, log);
        http = new HttpClient(Handler(options)) { Timeout = CallTimeout, MaxResponseContentBufferSize = DocumentBytesMax };
    }

    public IssuerOptions Options { get; }

    public string Name => Options.Name;

    /// <summary>The roles that its people may have here at most.</summary>
    public ImmutableHashSet<Role> Ceiling { get; }

    /// <summary>Whether a key still counts; asked for each use of a remembered token.</summary>
    public bool Has(string keyId) => known?.KeyIds.Contains(keyId) is true;

    /// <summary>The keys that count now.</summary>
    /// <exception cref="Store.RefusalException">The issuer was never reached.</exception>
    public async Task<ICollection<SecurityKey>> KeysAsync(CancellationToken cancellation)
    {
        if (known is null)
            await RefreshAsync(UnknownKeyPause, cancellation);
        return known?.Keys ?? throw TokenRefusals.IssuerAway;
    }

    /// <summary>Asks again unless that was done lately; keeps what it has when the issuer is away.</summary>
    /// <returns>Whether it was read.</returns>
    public async Task<bool> RefreshAsync(TimeSpan unlessWithin, CancellationToken cancellation)
    {
        await asking.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow();
            if (known is not null && now - lastAsked < unlessWithin)
                return false;
            lastAsked = now;
            var documents = new HttpDocumentRetriever(http) { RequireHttps = true };
            var found = await OpenIdConnectConfigurationRetriever.GetAsync(Name + DiscoveryPath, documents, cancellation);
            if (IssuerName.Of(found.Issuer ?? "") != Name)
                throw new InvalidDataException("The discovery document names another issuer.");
            known = new Known(found.SigningKeys, [.. found.SigningKeys.Select(key => key.KeyId).OfType<string>()]);
            log.IssuerRead(Name, found.SigningKeys.Count);
            return true;
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            log.IssuerAway(Name, fault.GetType().Name);
            return false;
        }
        finally
        {
            asking.Release();
        }
    }

    public void Dispose()
    {
        http.Dispose();
        asking.Dispose();
    }

    private static SocketsHttpHandler Handler(IssuerOptions options)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = CallTimeout, UseCookies = false };
        if (options.BackchannelCaFile is not { Length: > 0 } file)
            return handler;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        return handler;
    }

    private sealed record Known(ICollection<SecurityKey> Keys, ImmutableHashSet<string> KeyIds);
}
