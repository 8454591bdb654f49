using ContactNetwork.Node.OnCall;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Tests.OnCall;

/// <summary>Settings that change only when the test says so.</summary>
internal sealed class FixedOptions(OnCallOptions value) : IOptionsMonitor<OnCallOptions>
{
    /// <summary>What is wrong with the changed settings; null while nothing is.</summary>
    public string? Problem { get; set; }

    public OnCallOptions CurrentValue => Problem is null
        ? value
        : throw new OptionsValidationException("OnCall", typeof(OnCallOptions), [Problem]);

    /// <summary>Settings that never change.</summary>
    public static SoundOptions Of(OnCallOptions value) => new(new FixedOptions(value), NullLogger<SoundOptions>.Instance);

    public OnCallOptions Get(string? name) => CurrentValue;

    public IDisposable? OnChange(Action<OnCallOptions, string?> listener) => null;
}
