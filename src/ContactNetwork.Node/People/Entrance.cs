using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.People.Tokens;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.People;

/// <summary>Lets callers in: a token that counts, and a role that the call needs.</summary>
internal sealed class Entrance(TokenCheck tokens, PeopleRegister register)
{
    private const string Scheme = "Bearer ";

    /// <summary>Checks the token of a call.</summary>
    /// <exception cref="RefusalException">There is none that counts.</exception>
    public Task<Bearer> AuthenticateAsync(HttpRequest request, CancellationToken cancellation)
    {
        var headers = request.Headers.Authorization;
        return headers.Count == 1 && headers[0] is { } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? tokens.CheckAsync(header[Scheme.Length..].Trim(), cancellation)
            : throw TokenRefusals.Missing;
    }

    /// <summary>Whether a token still counts; asked while a stream lasts.</summary>
    public bool Counts(Bearer bearer) => tokens.Counts(bearer);

    /// <summary>Who that is here. Somebody unknown has an empty id and no roles.</summary>
    /// <exception cref="RefusalException">The store has been away for too long.</exception>
    public Caller Identify(Bearer bearer) => register.Find(bearer.Key) is { } person
        ? new Caller(person.ActsAs, person.DisplayName, register.RolesOf(person), bearer.Key.IsMachine) { Accounts = register.AccountsOf(person) }
        : new Caller(Guid.Empty, bearer.DisplayName ?? "", [], bearer.Key.IsMachine);

    /// <summary>Null where the caller may make the call, else why not.</summary>
    public static Refusal? Judge(string method, Caller caller)
    {
        if (!RpcRoles.Table.TryGetValue(method, out var rule))
            return RoleMissing([], "This call is allowed to nobody.");
        if (rule.IsWithoutRole)
            return null;
        if (rule.IsHumanAct && caller.IsMachine)
            return Refusal.Of(RefusalKind.NotAllowed, RefusalReasons.HumanAct, "Only a person may do this; a program can't.");
        return caller.Roles.Any(role => rule.Roles.Contains(role))
            ? null
            : RoleMissing(rule.Roles, $"This call needs one of these roles: {string.Join(", ", rule.Roles)}. Your directory manager can propose it.");
    }

    private static Refusal RoleMissing(ImmutableArray<Role> roles, string message) =>
        Refusal.Of(RefusalKind.NotAllowed, RefusalReasons.RoleMissing, message).With("roles", string.Join(",", roles));
}
