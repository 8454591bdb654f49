using ContactNetwork.Lab.Identities;

namespace ContactNetwork.Lab;

/// <summary>Writes the settings of a country's node and the profiles of its people.</summary>
internal sealed class NodeSettings(LabFolders folders, CountryRecord record, LabOptions options)
{
    public const string NetworkId = "lab";
    public const string Audience = "contact-network-node";
    private static readonly string[] AllRoles = ["All"];
    private static readonly string[] DeskLanguages = ["en"];
    private static readonly Dictionary<string, string> DeskPhones = new()
    {
        ["XA"] = "+999155501000",
        ["XB"] = "+999255502000",
        ["XC"] = "+999355503000",
    };

    public void Write(string connectionString, Uri issuer, int mailPort)
    {
        WriteBootstrap(issuer);
        var settings = new Dictionary<string, object?>
        {
            ["Node"] = new Dictionary<string, object?>
            {
                ["Country"] = folders.Country,
                ["NetworkId"] = NetworkId,
                ["Realm"] = "Operational",
                ["DataFolder"] = folders.Data,
            },
            ["Ports"] = new Dictionary<string, object?>
            {
                ["People"] = $"127.0.0.1:{record.PeoplePort}",
                ["Peers"] = $"127.0.0.1:{record.PeersPort}",
                ["Operations"] = $"127.0.0.1:{record.OperationsPort}",
                ["PeopleCertificateFile"] = Path.Combine(folders.Servers, ServerCertificates.CertificateFile),
                ["PeopleCertificateKeyFile"] = Path.Combine(folders.Servers, ServerCertificates.KeyFile),
            },
            ["Store"] = new Dictionary<string, object?> { ["ConnectionString"] = connectionString },
            ["Trust"] = new Dictionary<string, object?> { ["Folder"] = folders.Trust },
            ["People"] = new Dictionary<string, object?>
            {
                ["Issuers"] = new[]
                {
                    new Dictionary<string, object?>
                    {
                        ["Authority"] = issuer.ToString(),
                        ["Audience"] = Audience,
                        ["AllowedRoles"] = AllRoles,
                        ["BackchannelCaFile"] = folders.PeopleCa,
                    },
                },
                ["BootstrapFile"] = folders.Bootstrap,
            },
            // The planned test of the month would come when its instant does, in the middle of a demonstration or a test.
            ["ContactTests"] = new Dictionary<string, object?> { ["IsScheduled"] = false },
            ["OnCall"] = OnCall(mailPort),
            ["Peers"] = new Dictionary<string, object?>
            {
                ["Desks"] = options.Countries.Where(country => country != folders.Country)
                    .ToDictionary(country => country, country => (object?)DeskPhones[country]),
            },
        };
        foreach ((string key, string value) in options.NodeSettings) Set(settings, key.Split(':'), value);
        SettingsFile.Write(folders.NodeSettings, settings);
    }

    public void WriteProfiles(Uri people, Uri issuer)
    {
        foreach (PersonRecord person in record.People)
        {
            SettingsFile.Write(folders.Profile(person.Name), new Dictionary<string, object?>
            {
                ["node"] = people.ToString(),
                ["caFile"] = folders.PeopleCa,
                ["issuer"] = issuer.ToString(),
                ["issuerCaFile"] = folders.PeopleCa,
                ["country"] = folders.Country,
                ["tokenFile"] = folders.Login(person.Name),
                ["directoryFolder"] = folders.DirectoryCopy(person.Name),
            });
        }
    }

    private void WriteBootstrap(Uri issuer) => SettingsFile.Write(folders.Bootstrap, record.People.Select(person => new Dictionary<string, object?>
    {
        ["id"] = person.PersonId,
        ["issuer"] = issuer.ToString(),
        ["subject"] = person.Subject,
        ["displayName"] = person.DisplayName,
        ["roles"] = person.Roles,
    }).ToArray());

    private Dictionary<string, object?> OnCall(int mailPort)
    {
        PersonRecord[] desk = [.. record.People.Where(person => person.Name is LabPeople.Duty or LabPeople.Lead)];
        return new Dictionary<string, object?>
        {
            ["DutyList"] = desk.Select(person => new Dictionary<string, object?>
            {
                ["Person"] = person.PersonId.ToString(),
                ["DisplayName"] = person.DisplayName,
                ["Languages"] = DeskLanguages,
                ["Methods"] = new[] { new Dictionary<string, object?> { ["Kind"] = "smtp", ["Address"] = $"{person.Name}@desk.{folders.Country.ToLowerInvariant()}.example" } },
            }).ToArray(),
            ["Smtp"] = new Dictionary<string, object?>
            {
                ["Host"] = "127.0.0.1",
                ["Port"] = mailPort,
                ["From"] = $"node@{folders.Country.ToLowerInvariant()}.example",
                ["Tls"] = "None",
            },
            ["DeskPhone"] = DeskPhones[folders.Country],
        };
    }

    private static void Set(Dictionary<string, object?> settings, string[] path, string value)
    {
        Dictionary<string, object?> at = settings;
        foreach (string part in path[..^1])
        {
            if (at.GetValueOrDefault(part) is not Dictionary<string, object?> inner) at[part] = inner = [];
            at = inner;
        }

        at[path[^1]] = value;
    }
}
