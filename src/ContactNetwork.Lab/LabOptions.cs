using System.Collections.Immutable;
using ContactNetwork.Federation.Identities;
using ContactNetwork.LocalPostgres;

namespace ContactNetwork.Lab;

/// <summary>What network to start on this machine.</summary>
public sealed record LabOptions
{
    /// <summary>Where everything is kept; starting again there goes on with the same network. Git-ignored by default.</summary>
    public string Folder { get; init; } = Path.Combine(Clone.LocalFolder, "lab");

    /// <summary>The countries; at most the three below. ISO user-assigned codes, never real states.</summary>
    public ImmutableArray<string> Countries { get; init; } = ["XA", "XB"];

    /// <summary>More members of the network, whose nodes the caller runs with the keys that it finds in the network's folder.</summary>
    public ImmutableArray<PlannedCountry> OtherMembers { get; init; } = [];

    /// <summary>Removes everything in the folder's databases and files when the lab is disposed: for tests.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>Commits reach the disk before they are confirmed. Tests that kill only processes may do without.</summary>
    public bool IsDurable { get; init; } = true;

    /// <summary>More settings for every node, e.g. <c>Policy:…</c>, as configuration keys.</summary>
    public ImmutableDictionary<string, string> NodeSettings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Another program to run as every node, e.g. one that serves more beside it; null for the node itself.</summary>
    public string? NodeProgram { get; init; }

    /// <summary>What that program is told before <c>--config</c>.</summary>
    public ImmutableArray<string> NodeArguments { get; init; } = [];

    /// <summary>How long a process may take to be ready. Default 60 s: the first start makes the schema.</summary>
    public TimeSpan ReadyMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Is told of each step, for people who wait.</summary>
    public Action<LabStep>? Progress { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The names of the countries that a lab may have.</summary>
    public static ImmutableDictionary<string, string> CountryNames { get; } = new Dictionary<string, string>
    {
        ["XA"] = "Avalonia",
        ["XB"] = "Belmaria",
        ["XC"] = "Carnadia",
    }.ToImmutableDictionary();
}

/// <summary>One step of the start.</summary>
/// <param name="What">What is there now, e.g. "node of XA".</param>
/// <param name="Where">Its address or place.</param>
/// <param name="Duration">How long it took.</param>
public sealed record LabStep(string What, string Where, TimeSpan Duration);
