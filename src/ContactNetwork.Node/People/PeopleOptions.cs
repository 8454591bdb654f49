using System.Collections.Immutable;
using ContactNetwork.V1;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.People;

/// <summary>Who vouches for people. Section <c>People</c>.</summary>
internal sealed record PeopleOptions
{
    /// <summary>The OpenID issuers whose tokens are accepted. At least one.</summary>
    public IReadOnlyList<IssuerOptions> Issuers { get; init; } = [];

    /// <summary>
    /// JSON list of the first people, <c>[{"id", "issuer", "subject", "displayName", "roles": []}]</c>; the id is optional,
    /// for a duty list that names people by id. Two persons at least must have a role that may grant roles. Applied once, while there is nobody yet; later changes of it do nothing. Optional.
    /// </summary>
    public string? BootstrapFile { get; init; }
}

/// <summary>One issuer.</summary>
internal sealed record IssuerOptions
{
    /// <summary>Stands for every role.</summary>
    public const string AllRoles = "All";

    /// <summary>Its address, https, as in its discovery document; a trailing slash makes no difference. Required.</summary>
    public string Authority { get; init; } = "";

    /// <summary>The audience that stands in tokens for this node. Required.</summary>
    public string Audience { get; init; } = "";

    /// <summary>The scope that must stand in the token; <c>contact-network</c> when not set, none when empty.</summary>
    public string Scope { get; init; } = "contact-network";

    /// <summary>
    /// The roles that its people may have here at most, e.g. <c>CaseOfficer</c>; the one word <c>All</c> for every role, as
    /// for a country's own provider. Required.
    /// </summary>
    public IReadOnlyList<string> AllowedRoles { get; init; } = [];

    /// <summary>
    /// The claim that stands in a person's token and never in a program's; <c>auth_time</c> when not set: only a person's
    /// sign-in has a time. A token without it is a program's, whatever its subject, unless <c>principal_kind</c> says
    /// <c>person</c>. Required not to be empty.
    /// </summary>
    public string PersonClaim { get; init; } = "auth_time";

    /// <summary>The value that the claim must have; any when empty. Default empty.</summary>
    public string PersonValue { get; init; } = "";

    /// <summary>PEM file with the CA of its TLS certificate; the system's CAs when not set.</summary>
    public string? BackchannelCaFile { get; init; }

    /// <summary>The name under which its people are kept: the address without trailing slash.</summary>
    public string Name => IssuerName.Of(Authority);

    /// <summary>The roles, read.</summary>
    public ImmutableHashSet<Role> Ceiling() => AllowedRoles is [AllRoles] ? [.. RoleWords.Roles()] : [.. AllowedRoles.Select(RoleWords.Read).OfType<Role>()];
}

/// <summary>One spelling for an issuer: some write a trailing slash, some don't.</summary>
internal static class IssuerName
{
    public static string Of(string issuer) => issuer.Trim().TrimEnd('/');
}

/// <summary>Checks <see cref="PeopleOptions"/> at start.</summary>
internal sealed class PeopleOptionsValidator : IValidateOptions<PeopleOptions>
{
    public ValidateOptionsResult Validate(string? name, PeopleOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.Issuers.Count == 0)
            errors.AddError("name at least one issuer, or nobody can call.", "People:Issuers");
        if (options.Issuers.Select(issuer => issuer.Name).Distinct(StringComparer.Ordinal).Count() != options.Issuers.Count)
            errors.AddError("two issuers have the same authority.", "People:Issuers");
        foreach (var (issuer, index) in options.Issuers.Select((issuer, index) => (issuer, index)))
            Check(issuer, $"People:Issuers:{index}", errors);
        if (options.BootstrapFile is { Length: > 0 } file && !File.Exists(file))
            errors.AddError($"there is no file '{file}'.", "People:BootstrapFile");
        return errors.Build();
    }

    private static void Check(IssuerOptions issuer, string path, ValidateOptionsResultBuilder errors)
    {
        if (!Uri.TryCreate(issuer.Authority, UriKind.Absolute, out var uri) || uri is not { Scheme: "https", Query: "", Fragment: "" })
            errors.AddError("must be an https address.", $"{path}:Authority");
        if (string.IsNullOrWhiteSpace(issuer.Audience))
            errors.AddError("must be set.", $"{path}:Audience");
        if (string.IsNullOrWhiteSpace(issuer.PersonClaim))
            errors.AddError("name the claim that stands in a person's token and never in a program's.", $"{path}:PersonClaim");
        if (issuer.AllowedRoles.Count == 0)
            errors.AddError($"name the roles that its people may have here at most, or '{IssuerOptions.AllRoles}'.", $"{path}:AllowedRoles");
        foreach (var role in issuer.AllowedRoles.Where(role => issuer.AllowedRoles is not [IssuerOptions.AllRoles] && RoleWords.Read(role) is null))
            errors.AddError($"'{role}' is no role; roles are {string.Join(", ", RoleWords.All)}.", $"{path}:AllowedRoles");
        if (issuer.BackchannelCaFile is { Length: > 0 } file && !File.Exists(file))
            errors.AddError($"there is no file '{file}'.", $"{path}:BackchannelCaFile");
    }
}
