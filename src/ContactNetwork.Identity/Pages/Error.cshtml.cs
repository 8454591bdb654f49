using System.Diagnostics;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ContactNetwork.Identity.Pages;

/// <summary>What a person sees when a request can't be served: what to do, and never an exception's text.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
internal sealed class ErrorModel : PageModel
{
    public string Title { get; private set; } = "Something went wrong";

    public string Explanation { get; private set; } = "Try again. If it happens again, give your administrator the trace below.";

    /// <summary>The protocol's own name for the reason, where there is one.</summary>
    public string? Code { get; private set; }

    public string TraceId => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    public void OnGet(int? status) => Explain(status);

    public void OnPost(int? status) => Explain(status);

    private void Explain(int? status)
    {
        if (HttpContext.GetOpenIddictServerResponse() is { Error: { } error } response)
        {
            (Title, Code) = ("The program's request was refused", error);
            Explanation = response.ErrorDescription ?? "The program that sent you here is not set up rightly. Tell its administrator.";
            return;
        }

        (Title, Explanation) = status switch
        {
            StatusCodes.Status400BadRequest => ("This form is too old", "Go back, load the page again and send it once more."),
            StatusCodes.Status404NotFound => ("Nothing here", "There is no page at this address."),
            StatusCodes.Status429TooManyRequests => ("Too many attempts", "Wait a minute, then try again."),
            _ => (Title, Explanation),
        };
    }
}
