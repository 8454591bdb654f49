using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Whoever calls people for this room, which itself knows no other room but Peers.</summary>
internal interface IContactsDesk
{
    /// <summary>Raises an alert that is marked as a test, in this session, committed with it.</summary>
    Task RaiseTestAsync(WriteSession session, ContactTestCall call, Stamp stamp, CancellationToken cancellation);

    /// <summary>Ends the alerts about a test, in this session.</summary>
    Task CancelTestAsync(WriteSession session, Guid testId, string reason, Stamp stamp, CancellationToken cancellation);

    /// <summary>Tells people here of a voice test that they owe, by a routine alert in this session: no test of theirs, so it is not marked as one.</summary>
    Task RaiseDutyAsync(WriteSession session, VoiceTestDutyCall call, Stamp stamp, CancellationToken cancellation);

    /// <summary>Ends the alerts about a voice test that people here owed, in this session.</summary>
    Task CancelDutyAsync(WriteSession session, Guid dutyId, Stamp stamp, CancellationToken cancellation);
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

/// <summary>What people here are told of a voice test that they owe.</summary>
/// <param name="DutyId">The duty.</param>
/// <param name="Reference">How people name it: with who and by when.</param>
/// <param name="Country">The country to be called.</param>
/// <param name="Cause">One of the causes below.</param>
internal sealed record VoiceTestDutyCall(Guid DutyId, string Reference, string Country, string Cause)
{
    /// <summary>The kind of subject. Stored in alerts: never renamed.</summary>
    public const string SubjectKind = "voice-test-duty";

    /// <summary>The plural that stands in names.</summary>
    public const string Collection = "voiceTestDuties";

    /// <summary>It is due. Stored in alerts: never renamed.</summary>
    public const string Due = "VOICE_TEST_DUE";

    /// <summary>It is due, and can't be done now. Stored in alerts: never renamed.</summary>
    public const string Hindered = "VOICE_TEST_HINDERED";

    /// <summary>It is overdue. Stored in alerts: never renamed.</summary>
    public const string Overdue = "VOICE_TEST_OVERDUE";

    /// <summary>It is done, or another country is to be called. Stored in alerts: never renamed.</summary>
    public const string Over = "VOICE_TEST_OVER";
}
