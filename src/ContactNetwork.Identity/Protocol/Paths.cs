namespace ContactNetwork.Identity.Protocol;

/// <summary>Where everything is: IdentityServer4's layout.</summary>
internal static class Paths
{
    public const string Discovery = "/.well-known/openid-configuration";
    public const string KeySet = "/.well-known/openid-configuration/jwks";
    public const string Authorize = "/connect/authorize";
    public const string Token = "/connect/token";
    public const string UserInfo = "/connect/userinfo";
    public const string Introspect = "/connect/introspect";
    public const string Revocation = "/connect/revocation";
    public const string EndSession = "/connect/endsession";
    public const string DeviceAuthorization = "/connect/deviceauthorization";
    public const string Device = "/device";
    public const string DeviceDone = "/device/done";
    public const string Login = "/account/login";
    public const string Logout = "/account/logout";
    public const string Password = "/account/password";
    public const string Error = "/error";
    public const string StyleSheet = "/site.css";
    public const string Live = "/health/live";
    public const string Ready = "/health/ready";
}
