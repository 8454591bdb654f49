using ContactNetwork.Domain;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Preservations;

/// <summary>How people name a request: "nodes/{country}/preservations/{id}", with its reference number in place of the id if they like.</summary>
/// <param name="Id">The id; null where a reference number was given.</param>
/// <param name="Reference">The reference number as printed; null where an id was given.</param>
internal sealed record PreservationName(Guid? Id, ReferenceNumber? Reference)
{
    /// <summary>The plural that stands in names.</summary>
    public const string Collection = "preservations";

    private const string Shape = "must be nodes/{country}/preservations/{id or reference number}";

    /// <summary>Reads a name; refuses what is none, and what belongs to another node.</summary>
    public static PreservationName Parse(string name, NodeIdentity node)
    {
        if (name.Split('/') is not ["nodes", var country, Collection, var key])
            throw Malformed(Shape);
        if (country != node.CountryPath)
            throw new RefusalException(Refusal.Of(RefusalKind.NotFound, RefusalReasons.PreservationNotFound, $"This node keeps nodes/{node.CountryPath} only."));
        if (Guid.TryParseExact(key, "D", out var id))
            return new PreservationName(id, null);
        return ReferenceNumber.TryParse(key, out var reference, out var problem)
            ? new PreservationName(null, reference)
            : throw Malformed(problem);
    }

    private static RefusalException Malformed(string problem) =>
        new(Refusal.Malformed([new FieldViolation("name", problem)]));
}
