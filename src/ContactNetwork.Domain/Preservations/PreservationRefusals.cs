namespace ContactNetwork.Domain.Preservations;

/// <summary>Refusals of preservations.</summary>
internal static class PreservationRefusals
{
    /// <summary>No such request.</summary>
    public static Refusal NotFound() => Refusal.Of(
        RefusalKind.NotFound,
        RefusalReasons.PreservationNotFound,
        "No such request; check the name or the reference number.");

    /// <summary>No such message of this request.</summary>
    public static Refusal MessageNotFound(Guid messageId) => Refusal.Of(
        RefusalKind.NotFound,
        RefusalReasons.PreservationNotFound,
        "This request never owed that message.").With("message_id", messageId.ToString("N"));

    /// <summary>The id names another request.</summary>
    public static Refusal OtherContent() => Refusal.Of(
        RefusalKind.AlreadyExists,
        RefusalReasons.RequestIdReused,
        "This id or reference names another request; use a new one for a new request.");
}
