using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.People;

/// <summary>What a proposal of roles must look like.</summary>
internal static class GrantRules
{
    public const int SubjectLengthMax = 200;
    public const int DisplayNameLengthMax = 100;
    public const int RolesMax = 10;

    /// <summary>Proposals open at once.</summary>
    public const int OpenGrantsMax = 200;

    /// <summary>How long a proposal can be confirmed: whoever proposed it may have forgotten why by then.</summary>
    public static readonly TimeSpan OpenFor = TimeSpan.FromDays(14);

    /// <summary>A program is a machine and nothing else, a person never one.</summary>
    public static bool IsMixed(ImmutableArray<Role> roles) => roles.Contains(Role.Machine) && roles.Length > 1;

    /// <summary>
    /// Whether whoever confirms has proposed it or gains by it, under whatever account: persons are compared, and the
    /// account that the proposal would make theirs counts already.
    /// </summary>
    public static bool IsOwn(GrantRecord grant, PersonKey confirmer, List<PersonRecord> people)
    {
        var own = people.Find(person => person.Key == confirmer)?.ActsAs;
        return grant.Key == confirmer
            || own is null
            || people.Find(person => person.Id == grant.Proposer)?.ActsAs == own
            || people.Find(person => person.Key == grant.Key)?.ActsAs == own
            || people.Find(person => person.Id == grant.SameAs)?.ActsAs == own;
    }

    /// <summary>The roles asked for, sorted.</summary>
    /// <exception cref="RefusalException">Malformed, with every violation.</exception>
    public static ImmutableArray<Role> Check(ProposeRoleGrantRequest request)
    {
        var violations = ImmutableArray.CreateBuilder<FieldViolation>();
        if (request.Issuer.Length == 0)
            violations.Add(new FieldViolation("issuer", "is required"));
        CheckText("subject", request.Subject, SubjectLengthMax, violations);
        CheckText("display_name", request.DisplayName, DisplayNameLengthMax, violations);
        ImmutableArray<Role> roles = [.. request.Roles.Distinct().Order()];
        if (request.Roles.Count is 0 or > RolesMax)
            violations.Add(new FieldViolation("roles", $"1 to {RolesMax} are required"));
        if (roles.Contains(Role.Unspecified))
            violations.Add(new FieldViolation("roles", "ROLE_UNSPECIFIED is no role"));
        if (IsMixed(roles))
            violations.Add(new FieldViolation("roles", "ROLE_MACHINE stands alone: a program has no other role"));
        return violations.Count == 0 ? roles : throw new RefusalException(Refusal.Malformed(violations.ToImmutable()));
    }

    private static void CheckText(string field, string text, int lengthMax, ImmutableArray<FieldViolation>.Builder violations)
    {
        if (text.Trim().Length == 0 || text.Length > lengthMax || text.Any(char.IsControl))
            violations.Add(new FieldViolation(field, $"1 to {lengthMax} characters, none of them a control character"));
    }
}
