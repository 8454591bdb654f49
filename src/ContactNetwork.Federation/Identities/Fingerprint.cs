using System.Collections.Immutable;

namespace ContactNetwork.Federation.Identities;

/// <summary>
/// A digest as people read it out over the phone: twelve words for its first 96 bits, then a check word, which finds
/// every single wrong word.
/// </summary>
public static class Fingerprint
{
    /// <summary>Words before the check word.</summary>
    public const int WordCount = 12;

    private const int Polynomial = 0x07;

    /// <summary>The words, with the check word at the end.</summary>
    public static string WordsOf(Digest digest)
    {
        ReadOnlySpan<byte> bytes = digest.Bytes.Span[..WordCount];
        return string.Join(' ', bytes.ToArray().Append(CheckOf(bytes)).Select(value => SpokenWords.All[value]));
    }

    /// <summary>Compares words that were heard with a digest. Case and separators don't matter.</summary>
    public static FingerprintCheck Compare(string words, Digest digest)
    {
        ImmutableArray<string> heard =
            [.. words.Split([' ', ',', '-', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)];
        if (heard.Length != WordCount + 1)
            return FingerprintCheck.WrongCount;
        ImmutableArray<byte?> values = [.. heard.Select(SpokenWords.Find)];
        if (values.Any(value => value is null))
            return FingerprintCheck.UnknownWord;
        byte[] bytes = [.. values.Select(value => value!.Value)];
        if (CheckOf(bytes.AsSpan(0, WordCount)) != bytes[WordCount])
            return FingerprintCheck.CheckWordWrong;
        return bytes.AsSpan(0, WordCount).SequenceEqual(digest.Bytes.Span[..WordCount])
            ? FingerprintCheck.Same
            : FingerprintCheck.Different;
    }

    // CRC-8 without reflection, start and end value zero.
    private static byte CheckOf(ReadOnlySpan<byte> bytes)
    {
        int rest = 0;
        foreach (byte value in bytes)
        {
            rest ^= value;
            for (int bit = 0; bit < 8; bit++)
                rest = (rest & 0x80) != 0 ? ((rest << 1) ^ Polynomial) & 0xff : (rest << 1) & 0xff;
        }

        return (byte)rest;
    }
}

/// <summary>What comparing a fingerprint showed.</summary>
public enum FingerprintCheck
{
    /// <summary>It is the same.</summary>
    Same,

    /// <summary>It is well formed, and of something else.</summary>
    Different,

    /// <summary>There are not twelve words and a check word.</summary>
    WrongCount,

    /// <summary>A word is not of the list.</summary>
    UnknownWord,

    /// <summary>The check word does not fit: a word was misheard.</summary>
    CheckWordWrong,
}
