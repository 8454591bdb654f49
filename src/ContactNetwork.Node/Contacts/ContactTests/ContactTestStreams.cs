using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>The two kinds of streams of contact tests: a test is one stream on each side.</summary>
internal static class ContactTestStreams
{
    /// <summary>A test by which this country tests another.</summary>
    public static StreamKind<ContactTest, ContactTestCommand, ContactTestEvent> Own { get; } = new()
    {
        Name = "contact-test",
        IsSealed = true,
        Decide = ContactTestDecider.Decide,
        Evolve = ContactTestDecider.Evolve,
        Due = ContactTestDecider.Due,
    };

    /// <summary>A test by which another country tests this one.</summary>
    public static StreamKind<ReceivedContactTest, ReceivedContactTestCommand, ReceivedContactTestEvent> Received { get; } = new()
    {
        Name = "received-contact-test",
        IsSealed = true,
        Decide = ReceivedContactTestDecider.Decide,
        Evolve = ReceivedContactTestDecider.Evolve,
        Due = ReceivedContactTestDecider.Due,
    };
}

/// <summary>Shows Marten the fold of own tests.</summary>
internal sealed partial class ContactTestAggregation() : DeciderAggregation<ContactTest, ContactTestEvent>(ContactTestDecider.Evolve);

/// <summary>Shows Marten the fold of received tests.</summary>
internal sealed partial class ReceivedContactTestAggregation()
    : DeciderAggregation<ReceivedContactTest, ReceivedContactTestEvent>(ReceivedContactTestDecider.Evolve);
