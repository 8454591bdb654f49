using System.Collections.Immutable;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Dispatches;

/// <summary>What a dispatch is to say, before it is signed.</summary>
/// <param name="MessageId">Names the message for ever.</param>
/// <param name="Purpose">Real or test.</param>
/// <param name="Address">The chain that it goes into.</param>
/// <param name="Place">Its place there.</param>
/// <param name="WriteTime">When it is written.</param>
/// <param name="CaseReference">The case's reference number; empty for none.</param>
/// <param name="CaseSequence">Counts the sender's dispatches of the case, from 1; 0 without a case.</param>
/// <param name="MustUnderstand">Features that the receiver must know.</param>
/// <param name="Content">What it says; the same whenever the message is offered again.</param>
public sealed record DispatchDraft(
    Guid MessageId,
    Purpose Purpose,
    ChainAddress Address,
    ChainPlace Place,
    DateTimeOffset WriteTime,
    string CaseReference,
    ulong CaseSequence,
    ImmutableArray<string> MustUnderstand,
    DispatchContent Content);

/// <summary>Names a chain: one for each sender, receiver and lane.</summary>
/// <param name="NetworkId">The network.</param>
/// <param name="Realm">The realm.</param>
/// <param name="Sender">The sender's country.</param>
/// <param name="Receiver">The receiver's country.</param>
/// <param name="Lane">The lane.</param>
public sealed record ChainAddress(string NetworkId, Realm Realm, string Sender, string Receiver, Lane Lane);

/// <summary>A place in a chain.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Sequence">The number, from 1.</param>
/// <param name="PreviousDigest">The digest of the dispatch before; zero for number 1.</param>
public readonly record struct ChainPlace(ulong Epoch, ulong Sequence, Digest PreviousDigest);

/// <summary>A signed dispatch. The same bytes are sent however often it is sent.</summary>
/// <param name="Skeleton">The signed skeleton.</param>
/// <param name="Digest">SHA-256 of the skeleton's payload.</param>
/// <param name="Content">What is sent beside it.</param>
public sealed record WrittenDispatch(Envelope Skeleton, Digest Digest, DispatchContent Content)
{
    /// <summary>The message to send.</summary>
    public Dispatch ToMessage() => Content.IsErased
        ? new Dispatch { Skeleton = Skeleton, Erased = new Erased() }
        : new Dispatch { Skeleton = Skeleton, Body = new CommittedBody { Salt = Content.Salt, Body = Content.Body } };
}
