using System.Collections.Frozen;

namespace ContactNetwork.Node.Peers;

/// <summary>What this node understands, as it announces it to peers. A dispatch may demand features by these names.</summary>
internal static class Features
{
    /// <summary>The minor version of the protocol.</summary>
    public const uint ProtocolMinor = 0;

    /// <summary>Takes preservation requests and what belongs to them.</summary>
    public const string Preservations = "preservations";

    /// <summary>Takes sheets of the directory.</summary>
    public const string Directory = "directory";

    /// <summary>Gives a restored peer its own dispatches back.</summary>
    public const string Recover = "recover";

    /// <summary>Takes contact tests.</summary>
    public const string ContactTests = "contact-tests";

    /// <summary>Takes voice tests.</summary>
    public const string VoiceTests = "voice-tests";

    /// <summary>Takes and gives words that a person was reached.</summary>
    public const string HumanContacts = "human-contacts";

    /// <summary>The rooms whose bodies this node knows, and the calls that it answers beyond the first ones.</summary>
    public static FrozenSet<string> Own { get; } =
        FrozenSet.Create(StringComparer.Ordinal, Preservations, Directory, Recover, ContactTests, VoiceTests, HumanContacts);
}
