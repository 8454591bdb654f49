using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Node.Edge;

/// <summary>Who calls on the people's port, once authenticated; set as a feature of the connection's HTTP context.</summary>
/// <param name="PersonId">The local person record.</param>
/// <param name="DisplayName">The name shown to colleagues.</param>
/// <param name="Roles">The roles in force.</param>
/// <param name="IsMachine">A program with a token of its own.</param>
internal sealed record Caller(Guid PersonId, string DisplayName, ImmutableArray<Role> Roles, bool IsMachine)
{
    /// <summary>Every id under which the person may have acted: one for each account. Acts that take two people compare with all of them.</summary>
    public ImmutableArray<Guid> Accounts { get; init; } = [PersonId];

    /// <summary>The caller of this call; the role table has let it in.</summary>
    public static Caller Of(ServerCallContext context) =>
        context.GetHttpContext().Features.Get<Caller>()
        ?? throw new InvalidOperationException("No caller: the people's port authenticates before it serves.");

    /// <summary>The actor in events, acting in the first of these roles that it has.</summary>
    public Actor ActingAs(params ReadOnlySpan<Role> roles)
    {
        var acting = IsMachine ? Role.Machine : Roles.FirstOrDefault();
        foreach (var role in roles)
        {
            if (Roles.Contains(role))
            {
                acting = role;
                break;
            }
        }

        var words = acting.ToString();
        var spaced = string.Concat(words.Select((letter, index) =>
            index > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : char.ToLowerInvariant(letter).ToString()));
        return new Actor(IsMachine ? ActorKind.Machine : ActorKind.Person, spaced, PersonId, "api");
    }
}
