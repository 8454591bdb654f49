using System.Collections.Immutable;

namespace ContactNetwork.Federation.Envelopes;

/// <summary>What became of the check of an envelope's signatures.</summary>
public abstract record EnvelopeCheck
{
    private EnvelopeCheck()
    {
    }

    /// <summary>At least one given key signed.</summary>
    /// <param name="Keys">The distinct keys whose signatures verify.</param>
    public sealed record SignedBy(ImmutableHashSet<VerificationKey> Keys) : EnvelopeCheck;

    /// <summary>Nothing may be believed of the payload.</summary>
    /// <param name="Fault">Why.</param>
    public sealed record Faulty(EnvelopeFault Fault) : EnvelopeCheck;
}

/// <summary>Why an envelope is not believed.</summary>
public enum EnvelopeFault
{
    /// <summary>It holds another kind of document.</summary>
    WrongPayloadType,

    /// <summary>No payload, no signature, too many signatures, or something over a limit.</summary>
    Malformed,

    /// <summary>No signature is by one of the given keys, as far as the hints and trying tell.</summary>
    KeyUnknown,

    /// <summary>A signature that hints at one of the given keys does not verify, and no other does.</summary>
    SignatureInvalid,
}
