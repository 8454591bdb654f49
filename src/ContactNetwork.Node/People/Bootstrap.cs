using System.Collections.Immutable;
using System.Text.Json;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.People;

/// <summary>Makes the first people, who then grant roles to the others. It works once: as soon as there is anybody, the file is not read.</summary>
internal sealed class Bootstrap(IOptions<PeopleOptions> options, Shell shell, ILogger<Bootstrap> log)
{
    /// <summary>A role needs two people: with fewer persons who may grant, nobody else would ever get one.</summary>
    public const int KeepersMin = 2;

    private const int PeopleMax = 1_000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    /// <exception cref="InvalidDataException">The file can't be applied; nothing was.</exception>
    public async Task ApplyAsync(CancellationToken cancellation)
    {
        if (options.Value.BootstrapFile is not { Length: > 0 } file)
            return;
        var count = await shell.RunAsync((session, inner) => ApplyAsync(session, file, inner), cancellation);
        if (count > 0)
            log.Bootstrapped(count);
    }

    private async Task<int> ApplyAsync(WriteSession session, string file, CancellationToken cancellation)
    {
        await PeopleTables.BeginChangeAsync(session.Connection, cancellation);
        if ((await PeopleTables.ListAsync(session.Connection, cancellation)).Count > 0)
            return 0;
        var people = await ReadAsync(file, cancellation);
        if (people.Where(person => person.Roles.Intersect(RpcRoles.KeepersOfRoles).Any()).DistinctBy(person => person.Key).Count() < KeepersMin)
            throw new InvalidDataException(
                $"'{file}' names fewer than {KeepersMin} persons with a role that may grant roles ({string.Join(" or ", RpcRoles.KeepersOfRoles)}): one proposes, another confirms, so nobody else would ever get a role.");
        foreach (var (newId, key, displayName, roles) in people)
        {
            var id = await PeopleTables.EnsurePersonAsync(session.Connection, newId ?? Guid.CreateVersion7(session.Now), key, displayName, session.Now, cancellation);
            await PeopleTables.AddRolesAsync(session.Connection, id, roles, cancellation);
            await PeopleTables.RecordAsync(session.Connection, new RoleChange(RoleChange.Bootstrapped, null, id, roles, null, session.Now), cancellation);
        }

        return people.Count;
    }

    private async Task<IReadOnlyList<(Guid? Id, PersonKey Key, string DisplayName, ImmutableArray<Role> Roles)>> ReadAsync(string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        try
        {
            var entries = await JsonSerializer.DeserializeAsync<Entry[]>(stream, Json, cancellation) ?? [];
            return entries.Length <= PeopleMax ? [.. entries.Select(Check)] : throw new InvalidDataException($"'{file}' names more than {PeopleMax} people.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"'{file}' is no list of people: {fault.Message}", fault);
        }
    }

    private (Guid? Id, PersonKey Key, string DisplayName, ImmutableArray<Role> Roles) Check(Entry entry)
    {
        var issuer = options.Value.Issuers.FirstOrDefault(issuer => issuer.Name == IssuerName.Of(entry.Issuer ?? ""))
            ?? throw Wrong(entry, "the issuer is none of People:Issuers");
        if (entry.Subject is not { Length: > 0 and <= GrantRules.SubjectLengthMax } subject || entry.DisplayName is not { Length: > 0 and <= GrantRules.DisplayNameLengthMax } name)
            throw Wrong(entry, "subject or displayName is missing or too long");
        ImmutableArray<Role> roles = [.. (entry.Roles ?? []).Select(word => RoleWords.Read(word) ?? throw Wrong(entry, $"'{word}' is no role")).Distinct().Order()];
        if (entry.Id == Guid.Empty)
            throw Wrong(entry, "id is empty");
        if (roles.IsEmpty || GrantRules.IsMixed(roles) || roles.Any(role => !issuer.Ceiling().Contains(role)))
            throw Wrong(entry, "roles are missing, mix Machine with a person's roles, or exceed the issuer's AllowedRoles");
        return (entry.Id, new PersonKey(issuer.Name, subject, roles.Contains(Role.Machine)), name, roles);
    }

    private static InvalidDataException Wrong(Entry entry, string why) => new($"People:BootstrapFile, subject '{entry.Subject}': {why}.");

    private sealed record Entry(Guid? Id, string? Issuer, string? Subject, string? DisplayName, string[]? Roles);
}
