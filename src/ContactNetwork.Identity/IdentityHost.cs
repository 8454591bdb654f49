using ContactNetwork.Identity.Accounts;
using ContactNetwork.Identity.Edge;
using ContactNetwork.Identity.Keys;
using ContactNetwork.Identity.Pages;
using ContactNetwork.Identity.Protocol;
using ContactNetwork.Identity.Store;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Identity;

/// <summary>Puts the provider together. The command line uses the services only; serving adds the port.</summary>
internal static class IdentityHost
{
    /// <summary>Separates our cookies and forms from those of any other program that shares keys.</summary>
    private const string ApplicationName = "ContactNetwork.Identity";

    private const string EnvironmentPrefix = "CONTACT_NETWORK_";

    /// <summary>A host with all services and endpoints, not started and with its store not prepared.</summary>
    /// <remarks>What <c>configure</c> adds wins over files and environment.</remarks>
    public static WebApplication Build(string? configFile, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = ApplicationName,
            ContentRootPath = AppContext.BaseDirectory,
        });
        AddDefaults(builder.Configuration);
        if (configFile is not null)
            builder.Configuration.AddJsonFile(Path.GetFullPath(configFile), optional: false);
        builder.Configuration.AddEnvironmentVariables(EnvironmentPrefix);
        AddLogging(builder.Logging);
        configure?.Invoke(builder);

        AddServices(builder.Services);
        builder.AddListener();
        var app = builder.Build();
        UsePipeline(app);
        return app;
    }

    /// <summary>Prepares the store and reads the keys. Nothing is served before.</summary>
    public static async Task PrepareAsync(this WebApplication app, CancellationToken cancellation)
    {
        // The options are checked first, so that a wrong setting is told before the store is touched.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        await app.Services.GetRequiredService<StorePreparation>().PrepareAsync(cancellation);
        await app.Services.GetRequiredService<KeyRing>().RefreshAsync(cancellation);
    }

    /// <summary>Starts serving, and says where.</summary>
    public static async Task ServeAsync(this WebApplication app, CancellationToken cancellation)
    {
        app.Services.GetRequiredService<ServerCertificate>().Current();
        await app.StartAsync(cancellation);
        var address = app.Services.GetRequiredService<PublicAddress>();
        address.Publish(app.Services.GetRequiredService<IOptions<IdentityOptions>>().Value.DataFolder ?? ".");
        IdentityLog.Listening(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(IdentityHost)), address.EndPoint.ToString(), address.Issuer.ToString());
    }

    /// <summary>The weakest settings. Protocol lines of OpenIddict hold codes, and the store's failures arrive as exceptions: neither is logged by default.</summary>
    private static void AddDefaults(ConfigurationManager configuration) => ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft"] = "Warning",
            ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "None",
            ["Logging:LogLevel:OpenIddict"] = "Warning",
        },
    });

    /// <summary>One JSON object a line, as the node writes it.</summary>
    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            console.IncludeScopes = true;
        });
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddOptions<IdentityOptions>().BindConfiguration(IdentityOptions.Section).ValidateOnStart();
        services.AddOptions<StoreOptions>().BindConfiguration(StoreOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsAnnotations>();
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsValidator>();
        services.AddSingleton<IValidateOptions<StoreOptions>, StoreOptionsValidator>();

        services.AddDbContext<IdentityStore>((provider, store) =>
            IdentityStore.Configure(store, provider.GetRequiredService<IOptions<StoreOptions>>().Value.Resolve()));
        services.AddSingleton<StorePreparation>();

        services.AddDataProtection().SetApplicationName(ApplicationName).PersistKeysToDbContext<IdentityStore>();
        services.AddOptions<KeyManagementOptions>().Configure<WrappingKeyHolder>((keys, wrapping) => keys.XmlEncryptor = new XmlSealer(wrapping));

        services.AddAccounts().AddProtocol().AddSubmissionLimit().AddHealth();
        services.AddSingleton<Tickets>().AddScoped<Clients>();
        services.AddHostedService<KeyRefresh>().AddHostedService<Pruning>();

        services.AddAuthentication(Session.Scheme).AddCookie();
        services.AddOptions<CookieAuthenticationOptions>(Session.Scheme).Configure<IOptions<IdentityOptions>>((cookie, options) =>
        {
            cookie.Cookie.Name = "__Host-contact-network";
            cookie.Cookie.Path = "/";
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.HttpOnly = true;
            cookie.ExpireTimeSpan = options.Value.SessionLifetime;
            cookie.SlidingExpiration = false;
            cookie.LoginPath = Paths.Login;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events.OnValidatePrincipal = Session.ValidateAsync;
        });
        services.AddAuthorization();
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "__Host-contact-network-form";
            forms.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.SuppressXFrameOptionsHeader = false;
        });
        services.AddRazorPages();
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseIssuerHost();
        app.UseSecurityHeaders();
        app.UseExceptionHandler(Paths.Error);
        app.UseStatusCodePagesWithReExecute(Paths.Error, "?status={0}");
        app.UseRateLimiter();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapProtocol();
        app.MapHealth();
        app.MapStyleSheet();
        app.MapRazorPages();
    }
}
