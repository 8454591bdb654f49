using ContactNetwork.LocalPostgres;

namespace ContactNetwork.Architecture.Tests;

/// <summary>
/// Compares what is with what was agreed: one fact a line in <c>Baselines/</c>, where a review sees every change.
/// </summary>
/// <remarks>
/// After an intended change run the tests with <see cref="AcceptVariable"/> set to 1: the file is rewritten, the test
/// still fails, and the difference is there to be read and committed.
/// </remarks>
internal static class Baseline
{
    private const string AcceptVariable = "CONTACT_NETWORK_ACCEPT_BASELINES";

    public static string Root { get; } = Clone.Root
        ?? throw new InvalidOperationException("The architecture tests read the sources, so they run only inside a clone.");

    private static bool IsAccepting => Environment.GetEnvironmentVariable(AcceptVariable) == "1";

    public static void Verify(string name, IEnumerable<string> actual)
    {
        string[] facts = [.. actual.Distinct().Order(StringComparer.Ordinal)];
        string[] differences = [.. Compare(Read(name), facts)];
        if (differences.Length > 0 && IsAccepting)
        {
            File.WriteAllLines(PathOf(name), [.. Comments(name), .. facts]);
        }

        Assert.True(differences.Length == 0, $"{Advice(name)}\n{string.Join('\n', differences)}");
    }

    /// <summary>The same for a file that is not text; a text baseline beside it shows what changed.</summary>
    public static void VerifyBytes(string name, byte[] actual)
    {
        bool isSame = File.Exists(PathOf(name)) && File.ReadAllBytes(PathOf(name)).AsSpan().SequenceEqual(actual);
        if (!isSame && IsAccepting)
        {
            File.WriteAllBytes(PathOf(name), actual);
        }

        Assert.True(isSame, Advice(name));
    }

    /// <summary>The agreed facts, without comments.</summary>
    public static string[] Read(string name) =>
        [.. Lines(name).Where(line => line.Length > 0 && !line.StartsWith('#'))];

    /// <summary>What was added, and what is gone.</summary>
    public static IEnumerable<string> Compare(IReadOnlyCollection<string> agreed, IReadOnlyCollection<string> actual) =>
    [
        .. actual.Except(agreed).Select(fact => "+ " + fact),
        .. agreed.Except(actual).Select(fact => "- " + fact),
    ];

    public static string PathOf(string name) =>
        Path.Combine(Root, "tests", "ContactNetwork.Architecture.Tests", "Baselines", name);

    private static string Advice(string name) =>
        $"{name} differs; if that is intended, run with {AcceptVariable}=1 and commit the file:";

    private static IEnumerable<string> Comments(string name) => Lines(name).Where(line => line.StartsWith('#'));

    private static string[] Lines(string name) => File.Exists(PathOf(name)) ? File.ReadAllLines(PathOf(name)) : [];
}
