using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using ContactNetwork.Lab.Processes;

namespace ContactNetwork.Lab.Identities;

/// <summary>A country's own OpenID provider and its people.</summary>
internal sealed class LabIdentity(LabFolders folders, CountryRecord record, string connectionString, LabOptions options)
{
    public Uri Issuer { get; } = new($"https://127.0.0.1:{record.IdentityPort}/");

    public LabProcess Process { get; private set; } = null!;

    /// <summary>Writes the provider's settings and describes its process.</summary>
    public void Prepare(Func<Uri, string, CancellationToken, Task<bool>> probe)
    {
        Directory.CreateDirectory(folders.IdentityData);
        SettingsFile.Write(folders.IdentitySettings, new Dictionary<string, object?>
        {
            ["Identity"] = new Dictionary<string, object?>
            {
                ["Issuer"] = Issuer.ToString(),
                ["Listen"] = $"127.0.0.1:{record.IdentityPort}",
                ["CertificateFile"] = Path.Combine(folders.Servers, ServerCertificates.CertificateFile),
                ["CertificateKeyFile"] = Path.Combine(folders.Servers, ServerCertificates.KeyFile),
                ["DataFolder"] = folders.IdentityData,
            },
            ["Store"] = new Dictionary<string, object?> { ["ConnectionString"] = connectionString },
        });
        Process = new LabProcess(
            $"identity provider of {folders.Country}",
            folders.IdentityLog,
            () => Programs.Start(Programs.Identity, "--config", folders.IdentitySettings),
            cancellation => probe(new Uri(Issuer, "health/ready"), folders.PeopleCa, cancellation),
            options.ReadyMax);
    }

    /// <summary>Makes the country's people; their passwords are in the answer and nowhere else.</summary>
    public async Task<(ImmutableArray<PersonRecord> People, ImmutableArray<LabCredential> Credentials)> MakePeopleAsync(CancellationToken cancellation)
    {
        IReadOnlyList<PlannedPerson> planned = LabPeople.Of(folders.Country);
        string list = JsonSerializer.Serialize(planned.Select(person => new { name = person.Name, displayName = person.DisplayName }));
        Dictionary<string, JsonElement> made = (await AdministerAsync(list, cancellation, "users", "import", "-")).EnumerateArray()
            .ToDictionary(person => person.GetProperty("name").GetString()!);
        return (
            [.. planned.Select(person => new PersonRecord(
                person.Name,
                person.DisplayName,
                made[person.Name].GetProperty("subject").GetString()!,
                Guid.CreateVersion7(options.Time.GetUtcNow()),
                [.. person.Roles]))],
            [.. planned.Select(person => new LabCredential(
                folders.Country, person.Name, person.DisplayName, made[person.Name].GetProperty("password").GetString()!))]);
    }

    /// <summary>Gives a person a new password, when the old one is not known any more.</summary>
    public async Task<LabCredential> ResetPasswordAsync(PersonRecord person, CancellationToken cancellation)
    {
        JsonElement reset = await AdministerAsync(null, cancellation, "users", "reset-password", "--name", person.Name);
        return new LabCredential(folders.Country, person.Name, person.DisplayName, reset.GetProperty("password").GetString()!);
    }

    private async Task<JsonElement> AdministerAsync(string? input, CancellationToken cancellation, params string[] arguments)
    {
        ProcessStartInfo start = Programs.Start(Programs.Identity, [.. arguments, "--json", "--config", folders.IdentitySettings]);
        RunResult result = (await RunResult.RunAsync(start, input, cancellation)).Checked($"{Programs.Identity} {string.Join(' ', arguments)}");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }
}
