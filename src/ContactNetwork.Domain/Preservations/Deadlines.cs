namespace ContactNetwork.Domain.Preservations;

/// <summary>The keys of a preservation's deadlines among the due items of kind <see cref="DueKinds.Deadline"/>. Stored: never renamed.</summary>
public static class Deadlines
{
    /// <summary>The other side's machine should have receipted: <see cref="RequestingPreservationCommand.NoteReceiptOverdue"/>.</summary>
    public const string Receipt = "receipt";

    /// <summary>
    /// A person of the requested side should have taken it: on the requesting side
    /// <see cref="RequestingPreservationCommand.NoteAcknowledgementOverdue"/>, on the requested side
    /// <see cref="RequestedPreservationCommand.NoteAcknowledgementMissed"/>.
    /// </summary>
    public const string Acknowledgement = "acknowledgement";

    /// <summary>The request itself should have followed a message about it: <see cref="RequestedPreservationCommand.NotePredecessorOverdue"/>.</summary>
    public const string Predecessor = "predecessor";
}
