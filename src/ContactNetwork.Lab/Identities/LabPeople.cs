namespace ContactNetwork.Lab.Identities;

/// <summary>The people of each country of a lab: who they are and what they may do at the node.</summary>
public static class LabPeople
{
    /// <summary>Files requests, withdraws them.</summary>
    public const string Officer = "officer";

    /// <summary>Has the desk: takes alerts and received requests.</summary>
    public const string Duty = "duty";

    /// <summary>Leads the shift; keeps roles and machines.</summary>
    public const string Lead = "lead";

    /// <summary>Keeps the directory and roles; the second of the two that a role needs.</summary>
    public const string Keeper = "keeper";

    internal static IReadOnlyList<PlannedPerson> Of(string country) => country switch
    {
        "XA" => Team("Mara Voss", "Timo Reyes", "Ines Aalto", "Olga Petri"),
        "XB" => Team("Jonas Brandt", "Lena Okafor", "Pavel Sund", "Hugo Amari"),
        _ => Team("Noor Haddad", "Emil Costa", "Rita Lindgren", "Sven Okoro"),
    };

    private static PlannedPerson[] Team(string officer, string duty, string lead, string keeper) =>
    [
        new(Officer, officer, ["CASE_OFFICER", "APPROVER"]),
        new(Duty, duty, ["DUTY_OFFICER"]),
        new(Lead, lead, ["SHIFT_LEAD", "DIRECTORY_MANAGER", "OPERATOR"]),
        new(Keeper, keeper, ["DIRECTORY_MANAGER"]),
    ];
}

/// <summary>A person to make.</summary>
internal sealed record PlannedPerson(string Name, string DisplayName, string[] Roles);

/// <summary>What a person signs in with; shown once, kept nowhere.</summary>
/// <param name="Country">The country.</param>
/// <param name="Name">The sign-in name.</param>
/// <param name="DisplayName">The name shown to colleagues.</param>
/// <param name="Password">The password.</param>
public sealed record LabCredential(string Country, string Name, string DisplayName, string Password);
