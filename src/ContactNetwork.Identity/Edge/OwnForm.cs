using Microsoft.AspNetCore.Antiforgery;

namespace ContactNetwork.Identity.Edge;

/// <summary>Tells a form that this provider showed to this person from one that another site made up.</summary>
internal static class OwnForm
{
    public static async Task<bool> IsOwnAsync(this IAntiforgery forms, HttpContext context)
    {
        try
        {
            await forms.ValidateRequestAsync(context);
            return true;
        }
        catch (AntiforgeryValidationException)
        {
            return false;
        }
    }
}
