using System.Collections.Immutable;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Authorities;

/// <summary>A roster that gathers signatures. Its bytes are fixed: a change makes another draft, without signatures.</summary>
/// <param name="Envelope">The exact bytes, and the signatures so far.</param>
/// <param name="Document">What they say.</param>
/// <param name="Roster">The same, with its form checked.</param>
public sealed record RosterDraft(Envelope Envelope, NetworkRoster Document, Roster Roster)
{
    /// <summary>Whether somebody has signed.</summary>
    public bool IsSigned => Envelope.Signatures.Count > 0;

    /// <summary>Reads a draft and checks its form.</summary>
    /// <exception cref="InvalidDataException">It breaks a rule, which the message names.</exception>
    public static RosterDraft Read(Envelope envelope)
    {
        if (envelope.PayloadType != PayloadType.Roster.MediaType)
            throw new InvalidDataException($"The file holds {envelope.PayloadType}, not a roster.");
        try
        {
            return new(envelope, NetworkRoster.Parser.ParseFrom(envelope.Payload), RosterReader.Read(envelope));
        }
        catch (TrustDocumentException broken)
        {
            throw new InvalidDataException($"The roster breaks a rule: {broken.Message}.", broken);
        }
    }

    /// <summary>Makes a draft without signatures.</summary>
    /// <exception cref="InvalidDataException">The roster breaks a rule, which the message names.</exception>
    public static RosterDraft Of(NetworkRoster document) =>
        Read(new Envelope { PayloadType = PayloadType.Roster.MediaType, Payload = document.ToByteString() });

    /// <summary>Whose signatures there are, and how many are lacking.</summary>
    /// <param name="before">The roster that this one follows; null for the first.</param>
    public SigningProgress ProgressAfter(Roster? before)
    {
        ImmutableHashSet<VerificationKey> everybody = [.. Roster.AuthorityKeys, .. before?.AuthorityKeys ?? []];
        ImmutableHashSet<VerificationKey> signers =
            EnvelopeVerifier.Verify(Envelope, PayloadType.Roster, everybody) is EnvelopeCheck.SignedBy signed ? signed.Keys : [];
        var quorums = ImmutableArray.CreateBuilder<Quorum>();
        if (before is not null)
            quorums.Add(Quorum.Of(before, signers));
        if (before?.HasSameAuthority(Roster) != true)
            quorums.Add(Quorum.Of(Roster, signers));
        return new(quorums.ToImmutable());
    }

    /// <summary>The draft with one more signature.</summary>
    /// <param name="key">The key.</param>
    /// <param name="before">The roster that this one follows; null for the first.</param>
    /// <exception cref="InvalidOperationException">The key is no authority key of either, or has signed already.</exception>
    public RosterDraft Sign(PrivateKey key, Roster? before)
    {
        if (!Roster.AuthorityKeys.Contains(key.Public) && before?.AuthorityKeys.Contains(key.Public) != true)
            throw new InvalidOperationException($"Key {key.Public.KeyId} is not an authority key of this network.");
        if (Envelope.Signatures.Any(signature => signature.KeyId == key.Public.KeyId))
            throw new InvalidOperationException($"Key {key.Public.KeyId} has signed this draft already.");
        Envelope signed = Envelope.Clone();
        EnvelopeSigner.AddSignature(signed, PayloadType.Roster, key);
        return this with { Envelope = signed };
    }
}

/// <summary>How far the signing of a draft has come.</summary>
/// <param name="Quorums">Each set of authority keys that must sign: the former one, and the new one where they differ.</param>
public sealed record SigningProgress(ImmutableArray<Quorum> Quorums)
{
    /// <summary>Whether nothing is lacking.</summary>
    public bool IsComplete => Quorums.All(quorum => quorum.MissingCount == 0);
}

/// <summary>A set of keys of which some must sign.</summary>
/// <param name="RosterVersion">The roster that names the keys.</param>
/// <param name="Threshold">How many must sign.</param>
/// <param name="Keys">The keys.</param>
/// <param name="Signers">Those that have signed.</param>
public sealed record Quorum(ulong RosterVersion, int Threshold, ImmutableArray<VerificationKey> Keys, ImmutableArray<VerificationKey> Signers)
{
    /// <summary>How many are lacking.</summary>
    public int MissingCount => Math.Max(0, Threshold - Signers.Length);

    internal static Quorum Of(Roster roster, ImmutableHashSet<VerificationKey> signers) =>
        new(roster.Version, roster.Threshold, roster.AuthorityKeys, [.. roster.AuthorityKeys.Where(signers.Contains)]);
}
