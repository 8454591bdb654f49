using System.Collections.Frozen;
using System.Collections.Immutable;
using ContactNetwork.V1;
using static ContactNetwork.V1.Role;

namespace ContactNetwork.Node.People;

/// <summary>Who may call what on the people's port. A call that doesn't stand here is allowed to nobody.</summary>
internal static class RpcRoles
{
    private const string Package = "/contactnetwork.v1.";

    private static readonly ImmutableArray<Role> Everyone = [.. RoleWords.Roles()];
    private static readonly ImmutableArray<Role> ReadersOfCases = [CaseOfficer, Approver, DutyOfficer, ShiftLead, LegalReviewer, Auditor];
    private static readonly ImmutableArray<Role> ReadersOfAlerts = [DutyOfficer, ShiftLead, Operator, Auditor];
    private static readonly ImmutableArray<Role> Desk = [DutyOfficer, ShiftLead];

    /// <summary>Who may grant roles and take them away.</summary>
    public static ImmutableArray<Role> KeepersOfRoles { get; } = [DirectoryManager, ShiftLead];

    /// <summary>The table, by full method name such as <c>/contactnetwork.v1.PeopleService/GetMe</c>.</summary>
    public static FrozenDictionary<string, RpcRule> Table { get; } = new Dictionary<string, RpcRule>
    {
        [Package + "PreservationService/FilePreservation"] = RpcRule.Human(CaseOfficer, DutyOfficer),
        [Package + "PreservationService/GetPreservation"] = RpcRule.Any(ReadersOfCases),
        [Package + "PreservationService/ListPreservations"] = RpcRule.Any(ReadersOfCases),
        [Package + "PreservationService/AcknowledgePreservation"] = RpcRule.Human([.. Desk]),
        [Package + "PreservationService/WithdrawPreservation"] = RpcRule.Human(CaseOfficer, Approver),
        [Package + "PreservationService/WatchBoard"] = RpcRule.Any(ReadersOfCases),

        [Package + "OnCallService/ListAlerts"] = RpcRule.Any(ReadersOfAlerts),
        [Package + "OnCallService/GetAlert"] = RpcRule.Any(ReadersOfAlerts),
        [Package + "OnCallService/AcknowledgeAlert"] = RpcRule.Human([.. Desk]),
        [Package + "OnCallService/WatchAlerts"] = RpcRule.Any(ReadersOfAlerts),
        [Package + "OnCallService/GetDutyList"] = RpcRule.Any(ReadersOfAlerts),

        [Package + "PeerService/ListPeers"] = RpcRule.Any(Everyone),
        [Package + "PeerService/GetPeer"] = RpcRule.Any(Everyone),
        [Package + "PeerService/SuspendPeer"] = RpcRule.Human(DutyOfficer, ShiftLead, Operator),
        [Package + "PeerService/ConfirmPeerSuspension"] = RpcRule.Human(DutyOfficer, ShiftLead, Operator),
        [Package + "PeerService/ListRestores"] = RpcRule.Any(Everyone),
        [Package + "PeerService/AcceptLoss"] = RpcRule.Human(Operator),
        [Package + "PeerService/PublishNotice"] = RpcRule.Human(DutyOfficer, ShiftLead, Operator),
        [Package + "PeerService/ListNotices"] = RpcRule.Any(Everyone),
        [Package + "PeerService/ListRefusals"] = RpcRule.Any([DutyOfficer, ShiftLead, Operator, Auditor]),
        [Package + "PeerService/ResumePeer"] = RpcRule.Human(DutyOfficer, ShiftLead, Operator),

        [Package + "ContactService/LookUpContacts"] = RpcRule.Any(Everyone),
        [Package + "ContactService/ListSheets"] = RpcRule.Any(Everyone),
        [Package + "ContactService/GetSheet"] = RpcRule.Any(Everyone),
        [Package + "ContactService/ListSheetVersions"] = RpcRule.Any(Everyone),
        [Package + "ContactService/GetDirectoryCopy"] = RpcRule.Any(Everyone),
        [Package + "ContactService/PublishSheet"] = RpcRule.Human(DirectoryManager),
        [Package + "ContactService/ConfirmSheet"] = RpcRule.Human(DirectoryManager),
        [Package + "ContactService/ListDirectoryTasks"] = RpcRule.Any([DirectoryManager, ShiftLead, DutyOfficer, Auditor]),

        [Package + "ContactTestService/StartContactTest"] = RpcRule.Human(DirectoryManager, ShiftLead, Trainer),
        [Package + "ContactTestService/StartVoiceTest"] = RpcRule.Human(DirectoryManager, ShiftLead, Trainer),
        [Package + "ContactTestService/AnswerVoiceTest"] = RpcRule.Human(DutyOfficer, ShiftLead, DirectoryManager),
        [Package + "ContactTestService/GetVoiceTest"] = RpcRule.Human(DutyOfficer, ShiftLead, DirectoryManager, Trainer),
        [Package + "ContactTestService/RecordVoiceTest"] = RpcRule.Human(DirectoryManager, ShiftLead, Trainer),
        [Package + "ContactTestService/ListContactTests"] = RpcRule.Any([DirectoryManager, ShiftLead, DutyOfficer, Trainer, Auditor]),

        [Package + "PeopleService/GetMe"] = RpcRule.WithoutRole,
        [Package + "PeopleService/ListPeople"] = RpcRule.Any([DirectoryManager, ShiftLead, Operator, Auditor]),
        [Package + "PeopleService/ProposeRoleGrant"] = RpcRule.Human([.. KeepersOfRoles]),
        [Package + "PeopleService/ConfirmRoleGrant"] = RpcRule.Human([.. KeepersOfRoles]),
        [Package + "PeopleService/RejectRoleGrant"] = RpcRule.Human([.. KeepersOfRoles]),
        [Package + "PeopleService/RevokeRole"] = RpcRule.Human([.. KeepersOfRoles]),

        [Package + "NodeService/GetNodeStatus"] = RpcRule.Any(Everyone),
        [Package + "NodeService/RebuildDue"] = RpcRule.Human(Operator),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The tools that every gRPC server has; they tell nothing of cases, so no token is asked for.</summary>
    public static bool IsOpen(string method) =>
        method.StartsWith("/grpc.health.v1.Health/", StringComparison.Ordinal)
        || method.StartsWith("/grpc.reflection.v1.ServerReflection/", StringComparison.Ordinal)
        || method.StartsWith("/grpc.reflection.v1alpha.ServerReflection/", StringComparison.Ordinal);
}

/// <summary>Who may make one call.</summary>
/// <param name="Roles">One of these is needed.</param>
/// <param name="IsHumanAct">Never allowed to a program.</param>
/// <param name="IsWithoutRole">Also allowed to somebody who has no role yet.</param>
internal sealed record RpcRule(ImmutableArray<Role> Roles, bool IsHumanAct, bool IsWithoutRole)
{
    /// <summary>Somebody with a valid token.</summary>
    public static RpcRule WithoutRole { get; } = new([.. RoleWords.Roles()], IsHumanAct: false, IsWithoutRole: true);

    /// <summary>Whoever has one of the roles.</summary>
    public static RpcRule Any(ImmutableArray<Role> roles) => new(roles, IsHumanAct: false, IsWithoutRole: false);

    /// <summary>A person who has one of the roles.</summary>
    public static RpcRule Human(params ImmutableArray<Role> roles) => new(roles, IsHumanAct: true, IsWithoutRole: false);
}
