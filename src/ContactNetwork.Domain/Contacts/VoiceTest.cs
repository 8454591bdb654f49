using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace ContactNetwork.Domain.Contacts;

/// <summary>The times of voice tests: a person dials the number of the sheet and is read a challenge word.</summary>
public static class VoiceTestRules
{
    /// <summary>How soon somebody must answer, counted from when the tested node had the test, by the tester's clock.</summary>
    public static TimeSpan OnTimeWithin { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the caller may take to record how it went; then the test is given up, and nobody has failed.</summary>
    public static TimeSpan RecordedWithin { get; } = TimeSpan.FromMinutes(60);
}

/// <summary>The call that a voice test asks a person to make.</summary>
/// <param name="ContactPointId">The contact point.</param>
/// <param name="Channel">The kind of telephone.</param>
/// <param name="Number">The number to dial, E.164.</param>
/// <param name="IsPreviousNumber">It is the number from before a change within 72 hours, as for every spoken check.</param>
/// <param name="Languages">The languages that the contact point says it speaks, BCP 47.</param>
/// <param name="LocalTime">The local time there when the test began, with offset; empty where the zone is not known here.</param>
public sealed record VoiceCall(
    string ContactPointId,
    ChannelKind Channel,
    string Number,
    bool IsPreviousNumber,
    ImmutableArray<string> Languages,
    string LocalTime)
{
    /// <summary>
    /// Tells whether a language is one that the contact point speaks; "en" is spoken where "en-GB" is, and the other way round.
    /// Where none is listed, none is wrong.
    /// </summary>
    /// <param name="language">BCP 47.</param>
    public bool Speaks(string language) => language?.Length > 0 && (Languages.IsEmpty || Languages.Any(listed =>
        listed.Equals(language, StringComparison.OrdinalIgnoreCase)
        || listed.StartsWith($"{language}-", StringComparison.OrdinalIgnoreCase)
        || language.StartsWith($"{listed}-", StringComparison.OrdinalIgnoreCase)));
}

/// <summary>The call by which another country tests this one, as that country tells it.</summary>
/// <param name="ContactPointId">The contact point.</param>
/// <param name="Number">The number that it dials; empty where it told none.</param>
/// <param name="IsPreviousNumber">It is the number from before a change within 72 hours.</param>
/// <param name="IsListed">The number is one that this country lists for tests at that contact point, or did within 72 hours.</param>
/// <param name="Challenge">What the challenge word is derived from, hexadecimal.</param>
public sealed record ReceivedVoiceCall(string ContactPointId, string Number, bool IsPreviousNumber, bool IsListed, string Challenge);

/// <summary>What the caller met on the telephone. Numbers are stored, and those of the API.</summary>
public enum VoiceFinding
{
    /// <summary>Somebody answered and read a word.</summary>
    Answered = 1,

    /// <summary>Nobody answered.</summary>
    NoAnswer = 2,

    /// <summary>The number is another's, or none.</summary>
    WrongNumber = 3,

    /// <summary>Another unit answered.</summary>
    WrongUnit = 4,

    /// <summary>There was no common language.</summary>
    NoCommonLanguage = 5,

    /// <summary>Who answered refused.</summary>
    Refused = 6,
}

/// <summary>Whether the word that was heard is the challenge word. Numbers are stored, and those of the protocol.</summary>
public enum ChallengeResult
{
    /// <summary>It is.</summary>
    Right = 1,

    /// <summary>It is not: whoever answered could not read it in the node.</summary>
    Wrong = 2,
}

/// <summary>
/// The challenge word of a voice test: two places in the list of spoken words, which both nodes derive from what the tester
/// drew and sent. The word itself is nowhere stored, sent, or logged.
/// </summary>
public static class ChallengeWord
{
    /// <summary>Bytes that the tester draws.</summary>
    public const int SeedBytes = 16;

    /// <summary>How many spoken words make the challenge word.</summary>
    public const int WordCount = 2;

    /// <summary>The places of the words in the list, each a byte.</summary>
    /// <param name="challenge">What the tester drew, hexadecimal.</param>
    /// <param name="testId">The test, by the tester's id: the same draw in another test gives another word.</param>
    /// <param name="country">The country tested.</param>
    public static ImmutableArray<byte> PlacesOf(string challenge, Guid testId, string country)
    {
        byte[] mac = HMACSHA256.HashData(
            Convert.FromHexString(challenge), Encoding.UTF8.GetBytes($"contactnetwork/challenge-word/{testId:N}/{country}"));
        return [.. mac.Take(WordCount)];
    }
}

/// <summary>How people of both sides name a contact test, e.g. "TEST-XA-1A2B3C4D".</summary>
public static class ContactTestReference
{
    private const int Digits = 8;

    /// <summary>The reference: it can't be taken for the number of a request.</summary>
    /// <param name="tester">The country that tests.</param>
    /// <param name="testId">The test, by the tester's id.</param>
    public static string Of(string tester, Guid testId) => $"TEST-{tester}-{testId.ToString("N")[^Digits..].ToUpperInvariant()}";
}
