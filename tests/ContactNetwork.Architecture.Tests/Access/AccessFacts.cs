using ContactNetwork.Domain;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.People;
using ContactNetwork.V1;
using Google.Protobuf.Reflection;

namespace ContactNetwork.Architecture.Tests.Access;

/// <summary>Asks the gate itself who may make each call, one line a call.</summary>
internal static class AccessFacts
{
    private const string PeoplesPackage = "contactnetwork.v1";

    /// <summary>Decides on one call; null lets it through.</summary>
    public delegate Refusal? Judge(string method, Caller caller);

    /// <summary>The full names of all calls of the people's port.</summary>
    public static IEnumerable<string> MethodsOf(FileDescriptorSet protos) =>
        from file in protos.File
        where file.Package == PeoplesPackage
        from service in file.Service
        from method in service.Method
        select $"/{file.Package}.{service.Name}/{method.Name}";

    public static IEnumerable<string> Of(IEnumerable<string> methods, Judge judge) => methods.Select(method =>
    {
        string people = Admitted(role => judge(method, Caller([role], isMachine: false)) is null);
        string programs = Admitted(role => judge(method, Caller([role], isMachine: true)) is null);
        bool isForAnyone = judge(method, Caller([], isMachine: false)) is null;
        return $"{method.Split('.')[^1]}: people {people}; programs {programs}{(isForAnyone ? "; also without a role" : "")}";
    });

    private static string Admitted(Func<Role, bool> isAdmitted)
    {
        Role[] roles = [.. RoleWords.Roles().Where(isAdmitted)];
        return roles.Length switch
        {
            0 => "none",
            _ when roles.Length == RoleWords.All.Count => "all",
            _ => string.Join(' ', roles),
        };
    }

    private static Caller Caller(Role[] roles, bool isMachine) => new(Guid.Empty, "", [.. roles], isMachine);
}
