using System.Globalization;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Tests.Kit;
using Xunit;

namespace ContactNetwork.Node.Tests.Preservations;

/// <summary>How far reference numbers have come stands beside the store, before any of them is given.</summary>
public sealed class ReferenceNumberTests
{
    private const string FileName = "reference-number.txt";

    [Fact]
    public async Task Every_number_that_is_given_stands_in_the_file_before_and_no_draft_is_left()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var folder = Path.Combine(store.DataFolder, "high-water");
        for (var count = 0; count < 120; count++)
        {
            var given = SerialOf((await node.FileAsync(Kit.Samples.Request())).Row.Reference);
            var kept = long.Parse(await File.ReadAllTextAsync(Path.Combine(folder, FileName), TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
            Assert.True(given <= kept, $"{given} was given, and the file says {kept}.");
        }

        Assert.DoesNotContain(Directory.EnumerateFiles(folder), file => file.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_is_behind_the_file_leaves_out_what_may_have_been_given()
    {
        await using var store = await TestStore.CreateAsync();
        long last;
        await using (var node = await store.StartAsync())
        {
            last = SerialOf((await node.FileAsync(Kit.Samples.Request())).Row.Reference);
            await node.ExecuteAsync("select setval('node.reference_number', 1, false)");
        }

        await using var restored = await store.StartAsync();
        Assert.True(SerialOf((await restored.FileAsync(Kit.Samples.Request())).Row.Reference) >= last + Node.Preservations.ReferenceNumbers.Skip);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_and_refuses_no_request()
    {
        await using var store = await TestStore.CreateAsync();
        // Nothing can be put in the place of a folder that is not empty, by nobody.
        Directory.CreateDirectory(Path.Combine(store.DataFolder, "high-water", FileName, "in-the-way"));
        await using var node = await store.StartAsync();
        node.Logs.Expect("the file can't be written", log => log.Event.Name == "ReferenceNumbersNotKept");
        Assert.NotEmpty((await node.FileAsync(Kit.Samples.Request())).Row.Reference);
    }

    private static long SerialOf(string reference) =>
        ReferenceNumber.TryParse(reference, out var number, out var problem) ? number!.Serial : throw new FormatException(problem);
}
