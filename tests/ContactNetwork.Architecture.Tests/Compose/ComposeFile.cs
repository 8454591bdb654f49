using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace ContactNetwork.Architecture.Tests.Compose;

/// <summary>A compose file as Docker reads it: anchors merged, variables filled in.</summary>
internal sealed partial record ComposeFile(
    IReadOnlyList<ComposeService> Services,
    IReadOnlySet<string> Volumes,
    IReadOnlySet<string> Networks,
    IReadOnlyDictionary<string, string> SecretFiles)
{
    private const int PartsOfPort = 3;

    public static ComposeFile Parse(string yaml, IReadOnlyDictionary<string, string> variables)
    {
        Dictionary<object, object?> root = new DeserializerBuilder().Build()
            .Deserialize<Dictionary<object, object?>>(new MergingParser(new Parser(new StringReader(Fill(yaml, variables)))));
        return new ComposeFile(
            [.. Map(root, "services").Select(service => ReadService(service.Key, (Dictionary<object, object?>)service.Value!))],
            Map(root, "volumes").Keys.ToHashSet(),
            Map(root, "networks").Keys.ToHashSet(),
            Map(root, "secrets").ToDictionary(secret => secret.Key, secret => Text((Dictionary<object, object?>)secret.Value!, "file") ?? ""));
    }

    private static ComposeService ReadService(string name, Dictionary<object, object?> service) => new(
        name,
        Text(service, "image"),
        service.TryGetValue("build", out object? build) ? Text((Dictionary<object, object?>)build!, "target") : null,
        build is null ? new Dictionary<string, string>() : Map((Dictionary<object, object?>)build, "args").ToDictionary(
            argument => argument.Key, argument => argument.Value?.ToString() ?? ""),
        Text(service, "user"),
        Text(service, "privileged") == "true",
        Map(service, "environment").ToDictionary(variable => variable.Key, variable => variable.Value?.ToString() ?? ""),
        List(service, "secrets"),
        [.. List(service, "volumes").Select(ReadMount)],
        [.. List(service, "ports").Select(ReadPort)],
        ReadNetworks(service),
        Map(service, "depends_on").ToDictionary(
            other => other.Key, other => Text((Dictionary<object, object?>)other.Value!, "condition") ?? ""),
        service.TryGetValue("healthcheck", out object? health) ? List((Dictionary<object, object?>)health!, "test") : []);

    private static ComposeMount ReadMount(string text)
    {
        string[] parts = text.Split(':');
        return new ComposeMount(parts[0], parts[1], parts.Length > 2 && parts[2] == "ro");
    }

    private static ComposePort ReadPort(string text)
    {
        string[] parts = text.Split(':');
        Assert.True(parts.Length == PartsOfPort, $"The port {text} must be written as address:published:container.");
        return new ComposePort(
            parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadNetworks(Dictionary<object, object?> service) =>
        service.GetValueOrDefault("networks") is List<object?> names
            ? names.ToDictionary(name => name!.ToString()!, _ => (IReadOnlyList<string>)[])
            : Map(service, "networks").ToDictionary(
                network => network.Key,
                network => network.Value is Dictionary<object, object?> settings ? List(settings, "aliases") : []);

    private static Dictionary<string, object?> Map(Dictionary<object, object?> parent, string key) =>
        parent.GetValueOrDefault(key) is Dictionary<object, object?> map
            ? map.ToDictionary(entry => entry.Key.ToString()!, entry => entry.Value)
            : [];

    private static IReadOnlyList<string> List(Dictionary<object, object?> parent, string key) =>
        parent.GetValueOrDefault(key) is List<object?> list ? [.. list.Select(item => item?.ToString() ?? "")] : [];

    private static string? Text(Dictionary<object, object?> parent, string key) => parent.GetValueOrDefault(key)?.ToString();

    /// <summary>Fills in <c>${NAME}</c>, <c>${NAME:-default}</c> and <c>${NAME:?message}</c>.</summary>
    private static string Fill(string yaml, IReadOnlyDictionary<string, string> variables) => Variable().Replace(yaml, match =>
        variables.TryGetValue(match.Groups["name"].Value, out string? value) ? value
        : match.Groups["default"].Success ? match.Groups["default"].Value
        : throw new InvalidDataException($"The variable {match.Groups["name"].Value} has no value: {match.Groups["message"].Value}"));

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)(:-(?<default>[^}]*)|:\?(?<message>[^}]*))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
