namespace ContactNetwork.LocalPostgres.Tests;

/// <summary>A folder of the test's own, with the outside place of root's data that it may record.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("contact-network-test-").FullName;

    public string? RecordedPlace => File.Exists(Record) ? File.ReadAllText(Record).Trim() : null;

    private string Record => System.IO.Path.Combine(Path, "place.txt");

    public void Dispose()
    {
        if (RecordedPlace is string place && Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }

        Directory.Delete(Path, recursive: true);
    }
}
