using ContactNetwork.Domain;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.People;

/// <summary>Pages of the list of people: a token names the last person shown.</summary>
internal static class PeoplePages
{
    private const int SizeMax = 200;
    private const int SizeDefault = 50;

    /// <exception cref="RefusalException">Malformed.</exception>
    public static (int Size, Guid After) Read(ListPeopleRequest request)
    {
        if (request.PageSize is < 0 or > SizeMax)
            throw new RefusalException(Refusal.Malformed([new FieldViolation("page_size", $"1 to {SizeMax}, or 0 for {SizeDefault}")]));
        var after = Guid.Empty;
        if (request.PageToken.Length > 0 && !Guid.TryParseExact(request.PageToken, "N", out after))
            throw new RefusalException(Refusal.Malformed([new FieldViolation("page_token", "is none that this node gave")]));
        return (request.PageSize == 0 ? SizeDefault : request.PageSize, after);
    }

    public static string TokenAfter(Guid person) => person.ToString("N");
}
