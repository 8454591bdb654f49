using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Whoever calls people for this room, which itself knows no other room but Peers. All of it is for tests.</summary>
internal interface IContactsDesk
{
    /// <summary>Raises an alert that is marked as a test, in this session, committed with it.</summary>
    Task RaiseTestAsync(WriteSession session, ContactTestCall call, Stamp stamp, CancellationToken cancellation);

    /// <summary>Ends the alerts about a test, in this session.</summary>
    Task CancelTestAsync(WriteSession session, Guid testId, string reason, Stamp stamp, CancellationToken cancellation);
}

/// <summary>What the desk is called for.</summary>
/// <param name="TestId">The received test.</param>
/// <param name="Reference">How people name it.</param>
/// <param name="Country">The tester.</param>
internal sealed record ContactTestCall(Guid TestId, string Reference, string Country)
{
    /// <summary>The kind of subject. Stored in alerts: never renamed.</summary>
    public const string SubjectKind = "contact-test";

    /// <summary>Why the desk is called. Stored in alerts: never renamed.</summary>
    public const string Cause = "CONTACT_TEST";

    /// <summary>Nobody has answered in time. Stored in alerts: never renamed.</summary>
    public const string Over = "CONTACT_TEST_OVER";
}
