using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace ContactNetwork.Identity.Tests;

/// <summary>A person's browser without scripts: follows redirects on this host, keeps cookies, fills in the form on the page.</summary>
internal sealed partial class Browser(Uri home, HttpClient http) : IDisposable
{
    private const int RedirectsMax = 10;

    public HttpResponseMessage Last { get; private set; } = new();

    public string Page { get; private set; } = "";

    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>Where the last answer leads, if it leads off this host.</summary>
    public Uri? LeadsTo { get; private set; }

    public Task<Browser> GetAsync(string path) => SendAsync(HttpMethod.Get, new Uri(home, path), form: null);

    /// <summary>Sends the form on the page with its hidden fields, what is given, and the button's name and value.</summary>
    public Task<Browser> SubmitAsync(params (string Name, string Value)[] fields)
    {
        var form = HiddenField().Matches(Page).Select(Attributes)
            .Where(input => input.GetValueOrDefault("type") == "hidden" && input.ContainsKey("name"))
            .Select(input => KeyValuePair.Create(input["name"], input.GetValueOrDefault("value", "")))
            .Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        var action = FormAction().Match(Page) is { Success: true } match ? new Uri(home, match.Groups[1].Value) : Address;
        return SendAsync(HttpMethod.Post, action, form);
    }

    public async Task<Browser> SignInAsync(string name, string password = Provider.Password)
    {
        if (!Page.Contains("name=\"password\"", StringComparison.Ordinal))
            await GetAsync("/account/login");
        return await SubmitAsync(("name", name), ("password", password));
    }

    public bool Shows(string text) => WebUtility.HtmlDecode(Page).Contains(text, StringComparison.Ordinal);

    public void Dispose() => http.Dispose();

    private async Task<Browser> SendAsync(HttpMethod method, Uri uri, IEnumerable<KeyValuePair<string, string>>? form)
    {
        LeadsTo = null;
        for (var redirects = 0; redirects < RedirectsMax; redirects++)
        {
            using var request = new HttpRequestMessage(method, uri) { Content = form is null ? null : new FormUrlEncodedContent(form) };
            Last = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Page = await Last.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Address = uri;
            if (Last.Headers.Location is not { } location)
                return this;
            uri = new Uri(uri, location);
            if (uri.Authority != home.Authority)
            {
                LeadsTo = uri;
                return this;
            }

            (method, form) = (HttpMethod.Get, null);
        }

        throw new InvalidOperationException($"Led around in a circle, last to {uri}.");
    }

    private static Dictionary<string, string> Attributes(Match input) =>
        Attribute().Matches(input.Value).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));

    [GeneratedRegex("<input [^>]*>")]
    private static partial Regex HiddenField();

    [GeneratedRegex("([a-z_]+)=\"([^\"]*)\"")]
    private static partial Regex Attribute();

    [GeneratedRegex("<form [^>]*action=\"([^\"]*)\"")]
    private static partial Regex FormAction();
}
