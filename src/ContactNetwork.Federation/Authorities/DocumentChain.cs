using System.Collections.Immutable;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Authorities;

/// <summary>Verifies a folder of documents from its anchor on, as a node would.</summary>
public static class DocumentChain
{
    /// <summary>
    /// The view of a country after all rosters, and the key sets that fit them. Its own key sets count as they came: one under
    /// a country key that a later roster has replaced stays in force until one under the new key follows it.
    /// </summary>
    /// <param name="documents">The documents.</param>
    /// <param name="country">Whose view; empty for nobody's.</param>
    /// <exception cref="InvalidDataException">There is no roster, or one is refused; the message tells why.</exception>
    public static CheckedDocuments Verify(TrustFolder documents, string country)
    {
        if (documents.Rosters.IsEmpty)
            throw new InvalidDataException("There is no roster.");
        NetworkRoster first = Parse(documents.Rosters[0]);
        TrustSnapshot trust = TrustSnapshot.Start(first.NetworkId, first.Realm, country, documents.Anchor);
        Envelope[] own = [.. documents.KeySets.Where(keySet => CountryOf(keySet) == country)];
        foreach (Envelope roster in documents.Rosters)
        {
            trust = Taken(trust, trust.OfferRoster(roster));
            foreach (Envelope keySet in own)
                trust = trust.OfferKeySet(keySet) is TrustOffer.Accepted accepted ? accepted.Snapshot : trust;
        }

        var left = ImmutableArray.CreateBuilder<string>();
        foreach (Envelope keySet in documents.KeySets)
        {
            TrustOffer offer = trust.OfferKeySet(keySet);
            if (offer is TrustOffer.Accepted accepted)
                trust = accepted.Snapshot;
            else if (FaultOf(offer) is { } fault && !IsHeld(trust, keySet))
                left.Add(fault);
        }

        return new(trust, left.ToImmutable());
    }

    private static TrustSnapshot Taken(TrustSnapshot before, TrustOffer offer) => offer switch
    {
        TrustOffer.Accepted accepted => accepted.Snapshot,
        TrustOffer.Known => before,
        _ => throw new InvalidDataException(FaultOf(offer)),
    };

    /// <summary>Says why an offer is refused; null when it is not.</summary>
    internal static string? FaultOf(TrustOffer offer) => offer switch
    {
        TrustOffer.Refused refused => $"{refused.Fault}: {refused.Detail}",
        TrustOffer.Conflict conflict =>
            $"Two documents of {conflict.Country} have version {conflict.Version}: {conflict.Held} and {conflict.Offered}.",
        _ => null,
    };

    private static bool IsHeld(TrustSnapshot trust, Envelope keySet) =>
        trust.Own?.KeySets is { } held && held.Versions.Any(version => version.Digest == Digest.Of(keySet.Payload));

    private static string? CountryOf(Envelope keySet)
    {
        try
        {
            return KeySet.Parser.ParseFrom(keySet.Payload).Country;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static NetworkRoster Parse(Envelope envelope)
    {
        try
        {
            return NetworkRoster.Parser.ParseFrom(envelope.Payload);
        }
        catch (InvalidProtocolBufferException wrong)
        {
            throw new InvalidDataException("The first roster can't be read.", wrong);
        }
    }
}

/// <summary>What a folder's documents amount to.</summary>
/// <param name="Trust">The view.</param>
/// <param name="KeySetsLeftOut">Why key sets do not count, e.g. of an applicant that is no member yet.</param>
public sealed record CheckedDocuments(TrustSnapshot Trust, ImmutableArray<string> KeySetsLeftOut);
