using System.Collections.Immutable;

namespace ContactNetwork.Federation.Envelopes;

/// <summary>
/// The kinds of signed documents. The kind is part of the signed bytes, so that one kind can't be presented as another.
/// </summary>
public sealed class PayloadType
{
    private PayloadType(string kind, int signaturesMax)
    {
        MediaType = $"application/vnd.contactnetwork.{kind}.v1+protobuf";
        SignaturesMax = signaturesMax;
    }

    /// <summary>A dispatch's skeleton.</summary>
    public static PayloadType Dispatch { get; } = new("dispatch", EnvelopeLimits.SignaturesMax);

    /// <summary>A receipt.</summary>
    public static PayloadType Receipt { get; } = new("receipt", EnvelopeLimits.SignaturesMax);

    /// <summary>A network roster. Two sets of authority keys may have to sign it, hence the higher limit.</summary>
    public static PayloadType Roster { get; } = new("roster", EnvelopeLimits.RosterSignaturesMax);

    /// <summary>A country's key set.</summary>
    public static PayloadType KeySet { get; } = new("key-set", EnvelopeLimits.SignaturesMax);

    /// <summary>A country's sheet of the directory.</summary>
    public static PayloadType Sheet { get; } = new("sheet", EnvelopeLimits.SignaturesMax);

    /// <summary>A notice to all members.</summary>
    public static PayloadType Notice { get; } = new("notice", EnvelopeLimits.SignaturesMax);

    /// <summary>A checkpoint of an audit log.</summary>
    public static PayloadType Checkpoint { get; } = new("checkpoint", EnvelopeLimits.SignaturesMax);

    /// <summary>A country's application to join; carried by hand, never sent between nodes.</summary>
    public static PayloadType Application { get; } = new("application", EnvelopeLimits.SignaturesMax);

    /// <summary>What a copy of the directory holds; handed to people, never sent between nodes.</summary>
    public static PayloadType DirectoryManifest { get; } = new("directory-manifest", EnvelopeLimits.SignaturesMax);

    /// <summary>A country's word that a person of it was reached.</summary>
    public static PayloadType HumanContact { get; } = new("human-contact", EnvelopeLimits.SignaturesMax);

    /// <summary>All kinds.</summary>
    public static ImmutableArray<PayloadType> All { get; } =
        [Dispatch, Receipt, Roster, KeySet, Sheet, Notice, Checkpoint, Application, DirectoryManifest, HumanContact];

    /// <summary>The type as an envelope spells it.</summary>
    public string MediaType { get; }

    /// <summary>How many signatures an envelope of this kind may carry.</summary>
    public int SignaturesMax { get; }

    /// <inheritdoc/>
    public override string ToString() => MediaType;
}
