using ContactNetwork.Domain;
using ContactNetwork.Node.Preservations.Board;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Preservations;

/// <summary>Finds a request by what people call it.</summary>
internal sealed class PreservationFinder(Shell shell, NodeIdentity node)
{
    /// <summary>The request; refuses where there is none.</summary>
    public async Task<FoundPreservation> FindAsync(string name, CancellationToken cancellation)
    {
        var parsed = PreservationName.Parse(name, node);
        var row = await shell.ReadAsync((connection, inner) => BoardTable.FindAsync(connection, parsed, node, inner), cancellation)
            ?? throw new RefusalException(Refusal.Of(
                RefusalKind.NotFound, RefusalReasons.PreservationNotFound, "No such request; check the name or the reference number."));
        return new FoundPreservation(Guid.ParseExact(row.Name[(row.Name.LastIndexOf('/') + 1)..], "D"), row.Side, row);
    }

    /// <summary>The refusal of an act that only the other side can do.</summary>
    public RefusalException WrongSide(string act) => new(Refusal
        .Of(RefusalKind.WrongStage, RefusalReasons.NotInThisStage, $"Can't {act}.")
        .With("country", node.Country));
}

/// <summary>A request that was found.</summary>
internal sealed record FoundPreservation(Guid Id, Side Side, BoardRow Row);
