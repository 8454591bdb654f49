using System.Collections.Immutable;
using System.Security.Cryptography;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;
using ContactNetwork.Lab.Identities;

namespace ContactNetwork.Lab.Compose;

/// <summary>Makes what <c>docker-compose.yml</c> mounts: keys, certificates, roster, passwords, the list of first people.</summary>
internal static class ComposeFolder
{
    private const int PeersPort = 5102;
    private const int PasswordBytes = 24;
    private const int YearsOfKeys = 2;
    private static readonly ImmutableArray<ComposeCountry> Countries = [new("XA", 5101, 5104), new("XB", 5201, 5204)];

    /// <summary>Makes the folder; one that is there already stays as it is.</summary>
    /// <exception cref="LabException">It is there.</exception>
    public static void Make(string folder, DateTimeOffset now)
    {
        if (Directory.Exists(folder))
            throw new LabException($"{folder} is there already. To start afresh, remove it and the volumes (docker compose down --volumes).");
        PrivateFiles.CreateFolder(folder);
        using FoundedNetwork network = FoundedNetwork.Found(new FoundingPlan(
            NodeSettings.NetworkId,
            Realm.Operational,
            [.. Countries.Select(country => new PlannedCountry(
                country.Code, LabOptions.CountryNames[country.Code], new Uri($"https://peers.{country.Domain}:{PeersPort}")))],
            now,
            now.AddYears(YearsOfKeys) - now)
        { Names = new NodeNames([.. Countries.Select(country => $"peers.{country.Domain}")], []) });
        network.Save(Path.Combine(folder, "network"));
        foreach (ComposeCountry country in Countries)
        {
            string home = Path.Combine(folder, country.Folder);
            network.SaveForNode(country.Code, Path.Combine(home, "trust"));
            ServerCertificates.Make(
                country.Code, Path.Combine(home, "servers"), now, [$"node.{country.Domain}", $"login.{country.Domain}"]);
            WriteStore(home, country);
            PrivateFiles.CreateFolder(Path.Combine(home, "people"));
            SettingsFile.Write(Path.Combine(home, "people", "people.json"), Array.Empty<object>());
            WriteProfile(home, country);
        }
    }

    private static void WriteStore(string home, ComposeCountry country)
    {
        string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));
        PrivateFiles.WriteSecret(Path.Combine(home, "postgres-password"), password);
        PrivateFiles.WriteSecret(
            Path.Combine(home, "store"),
            $"Host={country.Folder}-postgres;Username=contact_network;Database=contact_network;Password={password}");
    }

    private static void WriteProfile(string home, ComposeCountry country) => SettingsFile.Write(
        Path.Combine(home, "profile.json"),
        new Dictionary<string, object?>
        {
            ["node"] = $"https://node.{country.Domain}:{country.PeoplePort}",
            ["caFile"] = Path.Combine(home, "servers", ServerCertificates.CaFile),
            ["issuer"] = $"https://login.{country.Domain}:{country.IdentityPort}",
            ["issuerCaFile"] = Path.Combine(home, "servers", ServerCertificates.CaFile),
            ["country"] = country.Code,
            ["tokenFile"] = Path.Combine(home, "login"),
            ["directoryFolder"] = Path.Combine(home, "directory"),
        });

    /// <summary>A country and the ports of this machine that lead to it.</summary>
    private sealed record ComposeCountry(string Code, int PeoplePort, int IdentityPort)
    {
        public string Folder => Code.ToLowerInvariant();

        public string Domain => $"{Folder}.example";
    }
}
