using ContactNetwork.Node.Edge;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ContactNetwork.Node.Tests.OnCall;

/// <summary>The duty list in the file that a node was started with, changed while the node runs.</summary>
public sealed class SettingsFileTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settings-test-").FullName;
    private readonly LogWatch _logs = new();
    private WebApplication _node = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string SettingsFile => Path.Combine(_folder, "node.json");

    private DutyList Duty => _node.Services.GetRequiredService<DutyList>();

    public async ValueTask InitializeAsync()
    {
        await WriteAsync(Persons("anna"));
        _node = NodeHost.Build(["--config", SettingsFile], builder =>
        {
            builder.Logging.ClearProviders().AddProvider(_logs.Provider);
            // It is built and never started: it needs no ports.
            builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(Listeners)));
        });
        Assert.Equal("Name of anna", Duty.NameOf("anna"));
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        _logs.Dispose();
    }

    [Fact]
    public async Task A_change_is_taken_over()
    {
        await WriteAsync(Persons("boris"));
        await Eventually.Async(() => Duty.NameOf("boris") == "Name of boris", Deadlines.OverSockets, Cancellation);
        Assert.Null(Duty.NameOf("anna"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{ "Person": "boris" }""")]
    public async Task A_change_that_pages_nobody_is_not_taken_until_it_is_mended(string persons)
    {
        _logs.Expect("the change is refused", log => log.Event.Name == "SettingsNotTaken");
        await WriteAsync(persons);
        await Eventually.Async(
            () => Duty.NameOf("anna") is not null && _logs.Logs.Any(log => log.Event.Name == "SettingsNotTaken"),
            Deadlines.OverSockets,
            Cancellation);

        await WriteAsync(Persons("boris"));
        await Eventually.Async(() => Duty.NameOf("boris") is not null, Deadlines.OverSockets, Cancellation);
    }

    private static string Persons(string person) =>
        $$"""{ "Person": "{{person}}", "DisplayName": "Name of {{person}}", "Methods": [ { "Kind": "smtp", "Address": "{{person}}@desk.example" } ] }""";

    /// <summary>Replaces the file in one step, as an operator's tools do.</summary>
    private async Task WriteAsync(string persons)
    {
        var draft = SettingsFile + ".new";
        await File.WriteAllTextAsync(
            draft,
            $$"""{ "OnCall": { "DutyList": [ {{persons}} ], "Smtp": { "Host": "mail.example", "From": "node@desk.example" } } }""",
            Cancellation);
        File.Move(draft, SettingsFile, overwrite: true);
    }
}
