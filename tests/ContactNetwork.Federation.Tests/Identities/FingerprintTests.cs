using ContactNetwork.Federation.Identities;

namespace ContactNetwork.Federation.Tests.Identities;

public sealed class FingerprintTests
{
    private const int LettersApartMin = 3;
    private const int OwnLetters = 4;

    private static readonly Digest Some = Digest.Of("some document"u8);

    [Fact]
    public void There_are_256_words_that_nobody_mistakes_for_each_other()
    {
        Assert.Equal(256, SpokenWords.All.Length);
        Assert.Equal(256, SpokenWords.All.Select(word => word[..OwnLetters]).Distinct().Count());
        Assert.All(SpokenWords.All, word => Assert.All(word, letter => Assert.InRange(letter, 'a', 'z')));
        Assert.All(
            from first in SpokenWords.All
            from second in SpokenWords.All
            where string.CompareOrdinal(first, second) < 0
            select (first, second),
            pair => Assert.True(Distance(pair.first, pair.second) >= LettersApartMin, $"{pair}"));
    }

    [Fact]
    public void Words_are_the_same_again_whatever_their_case_and_separators()
    {
        string words = Fingerprint.WordsOf(Some);

        Assert.Equal(Fingerprint.WordCount + 1, words.Split(' ').Length);
        Assert.Equal(FingerprintCheck.Same, Fingerprint.Compare(words, Some));
        Assert.Equal(FingerprintCheck.Same, Fingerprint.Compare(words.ToUpperInvariant().Replace(' ', ','), Some));
        Assert.Equal(FingerprintCheck.Same, Fingerprint.Compare(string.Join('-', words.Split(' ').Select(word => word[..OwnLetters])), Some));
    }

    [Fact]
    public void Any_single_wrong_word_is_noticed_as_misheard()
    {
        string[] words = Fingerprint.WordsOf(Some).Split(' ');
        for (int at = 0; at < words.Length; at++)
        {
            foreach (string wrong in SpokenWords.All.Where(word => word != words[at]))
            {
                string[] heard = [.. words];
                heard[at] = wrong;
                Assert.Equal(FingerprintCheck.CheckWordWrong, Fingerprint.Compare(string.Join(' ', heard), Some));
            }
        }
    }

    [Fact]
    public void Each_fault_has_its_name()
    {
        string words = Fingerprint.WordsOf(Some);

        Assert.Equal(FingerprintCheck.Different, Fingerprint.Compare(words, Digest.Of("another"u8)));
        Assert.Equal(FingerprintCheck.WrongCount, Fingerprint.Compare(words[..words.LastIndexOf(' ')], Some));
        Assert.Equal(FingerprintCheck.UnknownWord, Fingerprint.Compare("xylophone" + words[words.IndexOf(' ')..], Some));
    }

    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
