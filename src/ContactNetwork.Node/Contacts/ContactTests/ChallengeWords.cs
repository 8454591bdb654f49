using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Identities;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Turns challenge words into what people read and back. What comes out of here is never stored or logged.</summary>
internal static class ChallengeWords
{
    private static readonly char[] Gaps = [' ', '-', '\t', '/', ','];

    /// <summary>The word as people read it; empty where what it is derived from was erased.</summary>
    public static string Of(CaseContent<string> challenge, Guid testId, string country) => challenge.Value is { } drawn
        ? string.Join('-', ChallengeWord.PlacesOf(drawn, testId, country).Select(place => SpokenWords.All[place]))
        : "";

    /// <summary>The places of what was heard; empty where a part of it is no word of the list.</summary>
    public static ImmutableArray<byte> Read(string heard)
    {
        ImmutableArray<byte?> places = [.. heard.Split(Gaps, StringSplitOptions.RemoveEmptyEntries).Select(SpokenWords.Find)];
        return places.Contains(null) ? [] : [.. places.Select(place => place!.Value)];
    }
}
