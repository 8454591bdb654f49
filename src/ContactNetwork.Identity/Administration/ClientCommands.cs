using System.CommandLine;
using System.Security.Cryptography;
using ContactNetwork.Identity.Protocol;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace ContactNetwork.Identity.Administration;

/// <summary><c>clients add|list|remove|reset-secret</c>. The command line <c>cn</c> is built in and not changed here.</summary>
internal static class ClientCommands
{
    private const string Machine = "machine";
    private const string Web = "web";
    private const string Api = "api";
    private const int SecretBytes = 32;
    private const int IdLengthMax = 64;

    public static Command Create(Option<string?> config, Streams streams)
    {
        var id = new Option<string>("--id") { Description = "The client id: letters, digits, '.', '-' and '_'. For an API its resource name.", Required = true };
        var kind = new Option<string>("--kind") { Description = "machine: acts for itself. web: signs people in on its server. api: may ask whether a token still holds.", Required = true }
            .AcceptOnly(Machine, Web, Api);
        var displayName = new Option<string?>("--display-name") { Description = "The name shown to people." };
        var redirects = new Option<string[]>("--redirect") { Description = "Web only: https address to come back to after sign-in. May be repeated." };
        var afterSignOut = new Option<string[]>("--after-sign-out") { Description = "Web only: https address to come back to after sign-out. May be repeated." };

        return new Command("clients", "Programs that sign people in, or sign in themselves.")
        {
            new Command("add", "Adds a program and prints its secret once.") { id, kind, displayName, redirects, afterSignOut }
                .Runs(config, streams, run => AddAsync(run, new Wanted(
                    run.Parsed.GetRequiredValue(id), run.Parsed.GetRequiredValue(kind), run.Parsed.GetValue(displayName),
                    Addresses(run.Parsed.GetValue(redirects)), Addresses(run.Parsed.GetValue(afterSignOut))))),
            new Command("list", "Lists all programs.").Runs(config, streams, ListAsync),
            new Command("remove", "Removes a program and ends its tokens.") { id }.Runs(config, streams, run => RemoveAsync(run, run.Parsed.GetRequiredValue(id))),
            new Command("reset-secret", "Gives a program a new secret, printed once.") { id }.Runs(config, streams, run => ResetSecretAsync(run, run.Parsed.GetRequiredValue(id))),
        };
    }

    private static Option<string> AcceptOnly(this Option<string> option, params string[] values)
    {
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    private static async Task AddAsync(Invocation run, Wanted wanted)
    {
        var clients = run.Get<IOpenIddictApplicationManager>();
        Check(wanted);
        if (await clients.FindByClientIdAsync(wanted.Id, run.Cancellation) is not null)
            throw new AdministrationException($"There is a client '{wanted.Id}' already.");
        var client = Describe(wanted, run.Get<IOptions<IdentityOptions>>().Value);
        client.ClientSecret = NewSecret();
        await clients.CreateAsync(client, run.Cancellation);
        PrintSecret(run, wanted.Id, client.ClientSecret);
    }

    private static OpenIddictApplicationDescriptor Describe(Wanted wanted, IdentityOptions options)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = wanted.Id,
            DisplayName = wanted.DisplayName,
            ApplicationType = ApplicationTypes.Web,
            ClientType = ClientTypes.Confidential,
            ConsentType = ConsentTypes.Implicit,
        };
        client.RedirectUris.UnionWith(wanted.Redirects);
        client.PostLogoutRedirectUris.UnionWith(wanted.AfterSignOut);
        var scopes = options.Apis.Select(api => Permissions.Prefixes.Scope + api.Scope);
        client.Permissions.UnionWith(wanted.Kind switch
        {
            Machine => [Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.GrantTypes.ClientCredentials, .. scopes],
            Web =>
            [
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.Endpoints.EndSession,
                Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.ResponseTypes.Code,
                Permissions.Scopes.Profile, .. scopes,
            ],
            _ => [Permissions.Endpoints.Introspection],
        });
        return client;
    }

    private static void Check(Wanted wanted)
    {
        if (wanted.Id.Length is 0 or > IdLengthMax || wanted.Id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')))
            throw new AdministrationException($"A client id has 1 to {IdLengthMax} letters, digits, '.', '-' or '_'.");
        if (Guid.TryParse(wanted.Id, out _))
            throw new AdministrationException("A client id must not look like a person's subject.");
        if (wanted.Kind == Web != wanted.Redirects.Count > 0 || (wanted.Kind != Web && wanted.AfterSignOut.Count > 0))
            throw new AdministrationException("A web client needs --redirect; others have no addresses.");
        if (wanted.Redirects.Concat(wanted.AfterSignOut).FirstOrDefault(uri => !IsAcceptable(uri)) is { } bad)
            throw new AdministrationException($"'{bad}' is not an https address without fragment.");
    }

    /// <summary>Plain http only back to the person's own machine, for development.</summary>
    private static bool IsAcceptable(Uri uri) =>
        uri is { IsAbsoluteUri: true, Fragment: "" } && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback));

    private static async Task ListAsync(Invocation run)
    {
        var clients = run.Get<IOpenIddictApplicationManager>();
        var rows = new List<(string Id, string Type, string? Name)>();
        await foreach (var client in clients.ListAsync(cancellationToken: run.Cancellation))
            rows.Add((await clients.GetClientIdAsync(client, run.Cancellation) ?? "", await clients.GetClientTypeAsync(client, run.Cancellation) ?? "", await clients.GetDisplayNameAsync(client, run.Cancellation)));
        var sorted = rows.OrderBy(row => row.Id, StringComparer.Ordinal).ToList();
        run.Print(
            sorted.Select(row => new { id = row.Id, type = row.Type, displayName = row.Name }),
            sorted.Select(row => $"{row.Id,-30} {row.Type,-13} {row.Name}"));
    }

    private static async Task RemoveAsync(Invocation run, string id)
    {
        var client = await FindAsync(run, id);
        await run.Get<IOpenIddictApplicationManager>().DeleteAsync(client, run.Cancellation);
        run.Print(new { id, state = "removed" }, [$"{id} is removed. Access tokens already given out end within minutes."]);
    }

    private static async Task ResetSecretAsync(Invocation run, string id)
    {
        var client = await FindAsync(run, id);
        var secret = NewSecret();
        await run.Get<IOpenIddictApplicationManager>().UpdateAsync(client, secret, run.Cancellation);
        PrintSecret(run, id, secret);
    }

    private static async Task<object> FindAsync(Invocation run, string id) =>
        id == BuiltInClient.Id
            ? throw new AdministrationException($"'{BuiltInClient.Id}' is built in.")
            : await run.Get<IOpenIddictApplicationManager>().FindByClientIdAsync(id, run.Cancellation)
              ?? throw new AdministrationException($"There is no client '{id}'.");

    private static void PrintSecret(Invocation run, string id, string secret) =>
        run.Print(new { id, secret }, [$"id     {id}", $"secret {secret}", "The secret is shown this once."]);

    private static string NewSecret() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(SecretBytes));

    private static IReadOnlyList<Uri> Addresses(string[]? values) =>
        [.. (values ?? []).Select(value => Uri.TryCreate(value, UriKind.Absolute, out var uri) ? uri : throw new AdministrationException($"'{value}' is not an address."))];

    private sealed record Wanted(string Id, string Kind, string? DisplayName, IReadOnlyList<Uri> Redirects, IReadOnlyList<Uri> AfterSignOut);
}
