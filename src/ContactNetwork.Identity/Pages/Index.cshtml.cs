using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ContactNetwork.Identity.Pages;

/// <summary>Where a person lands who came from nowhere in particular.</summary>
[Authorize]
internal sealed class IndexModel : PageModel
{
    public string DisplayName => User.Identity?.Name ?? "";
}
