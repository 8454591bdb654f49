namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Contact tests of this node. Section <c>ContactTests</c>.</summary>
internal sealed record ContactTestOptions
{
    /// <summary>
    /// This node tests its partner of the month by itself, and tells people when their voice test of the half-year is due.
    /// Default: true. Where it is false, tests begin by hand only; tests of others are taken all the same.
    /// </summary>
    public bool IsScheduled { get; init; } = true;
}
