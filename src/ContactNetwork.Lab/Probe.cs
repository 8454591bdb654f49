using ContactNetwork.Client;

namespace ContactNetwork.Lab;

/// <summary>Asks a health page.</summary>
internal static class Probe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Says whether the page answers 200.</summary>
    public static async Task<bool> IsWellAsync(Uri page, string? caFile, CancellationToken cancellation)
    {
        try
        {
            using SocketsHttpHandler handler = CustomTrust.Handler(caFile);
            using var http = new HttpClient(handler) { Timeout = Timeout };
            using HttpResponseMessage answer = await http.GetAsync(page, cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
