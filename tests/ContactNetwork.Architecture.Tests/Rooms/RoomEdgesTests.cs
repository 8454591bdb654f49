using System.Reflection;

namespace ContactNetwork.Architecture.Tests.Rooms;

public sealed class RoomEdgesTests
{
    private const string Offenders = "ContactNetwork.Architecture.Tests.Rooms.Offenders";

    private static readonly string[] Agreed = Baseline.Read("room-edges.txt");

    [Fact]
    public void Rooms_use_only_the_rooms_that_they_may()
    {
        IReadOnlyDictionary<string, string> edges = RoomEdges.Of(
            [Assembly.Load("ContactNetwork.Domain"), Assembly.Load("ContactNetwork.Node")],
            "ContactNetwork.Domain",
            "ContactNetwork.Node");

        Assert.Contains("Preservations -> OnCall", edges.Keys);
        Assert.Empty(NotAgreed(edges));
    }

    [Fact]
    public void A_room_that_uses_another_against_the_rule_is_reported()
    {
        IReadOnlyDictionary<string, string> edges = RoomEdges.Of([typeof(RoomEdgesTests).Assembly], Offenders);

        Assert.Equal(
            ["Audit -> OnCall", "OnCall -> Preservations", "Peers -> Contacts"],
            edges.Keys.Except(Agreed).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_room_reaches_itself_through_others()
    {
        Assert.Empty(RoomsOnCircles(Agreed));
        Assert.Contains("Contacts", RoomsOnCircles([.. Agreed, "Contacts -> Preservations"]));
    }

    private static IEnumerable<string> NotAgreed(IReadOnlyDictionary<string, string> edges) =>
        edges.Where(edge => !Agreed.Contains(edge.Key)).Select(edge => $"{edge.Key}: {edge.Value}");

    private static IEnumerable<string> RoomsOnCircles(string[] edges)
    {
        ILookup<string, string> uses = edges.Select(edge => edge.Split(" -> ")).ToLookup(ends => ends[0], ends => ends[1]);
        return RoomEdges.Rooms.Where(room => Reached(uses, room).Contains(room));
    }

    private static HashSet<string> Reached(ILookup<string, string> uses, string start)
    {
        HashSet<string> reached = [];
        Queue<string> open = new(uses[start]);
        while (open.TryDequeue(out string? room))
        {
            if (reached.Add(room))
            {
                foreach (string next in uses[room])
                {
                    open.Enqueue(next);
                }
            }
        }

        return reached;
    }
}
