using System.Net;
using System.Text.RegularExpressions;
using ContactNetwork.Client;

namespace ContactNetwork.Lab.Identities;

/// <summary>Signs a person in and allows a device, on the provider's own pages, as a browser would.</summary>
internal sealed partial class DeviceForm : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _browser;

    public DeviceForm(string caFile)
    {
        _handler = CustomTrust.Handler(caFile);
        _handler.CookieContainer = new CookieContainer();
        _handler.UseCookies = true;
        _browser = new HttpClient(_handler) { Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>Opens the page with the code, signs in, and allows it.</summary>
    /// <exception cref="LabException">A page did not lead on.</exception>
    public async Task AllowAsync(Uri page, string name, string password, CancellationToken cancellation)
    {
        HttpResponseMessage signIn = await _browser.GetAsync(page, cancellation);
        HttpResponseMessage allow = await SubmitAsync(signIn, cancellation, ("name", name), ("password", password));
        string text = await allow.Content.ReadAsStringAsync(cancellation);
        if (!text.Contains("decision", StringComparison.Ordinal)) throw Failed("signing in", allow);
        HttpResponseMessage done = await SubmitAsync(allow, cancellation, ("decision", "allow"));
        if (!done.IsSuccessStatusCode) throw Failed("allowing the device", done);
    }

    public void Dispose()
    {
        _browser.Dispose();
        _handler.Dispose();
    }

    private async Task<HttpResponseMessage> SubmitAsync(
        HttpResponseMessage page, CancellationToken cancellation, params (string Name, string Value)[] values)
    {
        string html = await page.Content.ReadAsStringAsync(cancellation);
        Match form = Form().Match(html);
        if (!page.IsSuccessStatusCode || !form.Success) throw Failed("opening a page", page);
        Dictionary<string, string> fields = [];
        foreach (Match input in HiddenInput().Matches(form.Groups["body"].Value))
        {
            string tag = input.Value;
            fields[Attribute(tag, "name")] = Attribute(tag, "value");
        }

        foreach ((string name, string value) in values) fields[name] = value;
        Uri here = page.RequestMessage!.RequestUri!;
        string action = Attribute(form.Groups["head"].Value, "action");
        using var content = new FormUrlEncodedContent(fields);
        return await _browser.PostAsync(action.Length == 0 ? here : new Uri(here, action), content, cancellation);
    }

    private static string Attribute(string tag, string name)
    {
        Match found = Regex.Match(tag, $"\\b{name}=\"(?<value>[^\"]*)\"");
        return WebUtility.HtmlDecode(found.Groups["value"].Value);
    }

    private static LabException Failed(string what, HttpResponseMessage page) =>
        new($"The provider's page failed at {what}: {(int)page.StatusCode} at {page.RequestMessage?.RequestUri?.AbsolutePath}.");

    [GeneratedRegex("<form(?<head>[^>]*)>(?<body>.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex HiddenInput();
}
