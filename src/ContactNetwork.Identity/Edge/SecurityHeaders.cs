using System.Security.Cryptography;
using System.Text;
using ContactNetwork.Identity.Protocol;
using Microsoft.AspNetCore;

namespace ContactNetwork.Identity.Edge;

/// <summary>
/// What a browser may do with our pages: show them, load our one style sheet, and send their forms to us or, by way of us,
/// to the client that is being signed in to. No scripts, no frames, nothing kept.
/// </summary>
internal static class SecurityHeaders
{
    private static readonly object FormTarget = new();

    /// <summary>The one script: OpenIddict's page that posts the answer to a client which asked for <c>form_post</c>.</summary>
    private static readonly string FormPostScript =
        "'sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes("document.form.submit();"))) + "'";

    /// <summary>Browsers apply <c>form-action</c> to redirects after a form too, so the client's address must be in it.</summary>
    public static void AllowFormTarget(this HttpContext context, string? redirectUri)
    {
        if (Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri))
            context.Items[FormTarget] = uri.Scheme is "http" or "https" ? uri.GetLeftPart(UriPartial.Authority) : uri.Scheme + ":";
    }

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            Apply(context);
            return Task.CompletedTask;
        });
        return next(context);
    });

    private static void Apply(HttpContext context)
    {
        var isAuthorization = context.Request.Path == Paths.Authorize && context.Response.StatusCode == StatusCodes.Status200OK;
        if (isAuthorization)
            context.AllowFormTarget(context.GetOpenIddictServerRequest()?.RedirectUri);
        var target = context.Items[FormTarget] is string origin ? " " + origin : "";
        var script = isAuthorization ? FormPostScript : "'none'";

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; script-src {script}; form-action 'self'{target}; base-uri 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers.StrictTransportSecurity = "max-age=31536000";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (context.Request.Path != Paths.StyleSheet && headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
    }
}
