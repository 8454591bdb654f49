using ContactNetwork.V1;

namespace ContactNetwork.Node.People;

/// <summary>Roles as people write them in files: <c>CaseOfficer</c>, <c>case officer</c> and <c>CASE_OFFICER</c> are the same.</summary>
internal static class RoleWords
{
    private const string ProtoPrefix = "ROLE";

    /// <summary>Every role by its usual spelling.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Roles().Select(role => role.ToString())];

    /// <summary>Every role there is.</summary>
    public static IEnumerable<Role> Roles() => Enum.GetValues<Role>().Where(role => role != Role.Unspecified);

    /// <summary>Null for a word that is no role.</summary>
    public static Role? Read(string word)
    {
        var letters = Letters(word);
        foreach (var role in Roles())
        {
            var name = role.ToString();
            if (letters.Equals(name, StringComparison.OrdinalIgnoreCase) || letters.Equals(ProtoPrefix + name, StringComparison.OrdinalIgnoreCase))
                return role;
        }

        return null;
    }

    private static string Letters(string word) => string.Concat(word.Where(char.IsAsciiLetter));
}
