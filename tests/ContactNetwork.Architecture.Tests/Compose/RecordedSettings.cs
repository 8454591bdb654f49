using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;

namespace ContactNetwork.Architecture.Tests.Compose;

/// <summary>
/// Settings that remember which of them a program asked for. One that nobody asks for is one that the program does not have.
/// </summary>
internal sealed class RecordedSettings : ConfigurationProvider, IConfigurationSource
{
    private readonly ConcurrentDictionary<string, byte> _asked = new(StringComparer.OrdinalIgnoreCase);

    public RecordedSettings(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        foreach ((string key, string? value) in settings)
        {
            Data[key] = value;
        }
    }

    public IEnumerable<string> NeverAsked => Data.Keys.Where(key => !_asked.ContainsKey(key));

    public override bool TryGet(string key, out string? value)
    {
        _asked[key] = 0;
        return base.TryGet(key, out value);
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
