using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Testing;
using Xunit;

namespace ContactNetwork.Node.Tests.OnCall;

/// <summary>
/// Several orders about one subject in one session, as in a batch of messages that came after an outage: what the first has
/// raised, the next must find, though nothing is saved yet.
/// </summary>
public sealed class OneSessionTests : IAsyncLifetime
{
    private static readonly AlertSubject Subject = new(RoomOfTests.Kind, Guid.NewGuid(), "PR-XA-2026-000001-7", "XA");
    private static readonly OnCallOrder Raise = new OnCallOrder.RaiseAlertAbout(Subject, "REQUEST_RECEIVED", Urgency.Urgent, Purpose.Real);
    private static readonly OnCallOrder Cancel = new OnCallOrder.CancelAlertsOfSubject(Subject.Kind, Subject.Id, Cause: null, "SUBJECT_WITHDRAWN");

    private static readonly OnCallOrder Acknowledge = new OnCallOrder.AcknowledgeAlertsOfSubject(
        Subject.Kind, Subject.Id, new Actor(ActorKind.Person, "duty officer", Guid.NewGuid(), "api"));

    private readonly LogWatch _logs = new();
    private DeskOfTests _desk = null!;

    public async ValueTask InitializeAsync() => _desk = await DeskOfTests.StartAsync([], _logs);

    public async ValueTask DisposeAsync()
    {
        await _desk.DisposeAsync();
        _logs.Dispose();
    }

    [Fact]
    public async Task What_was_raised_is_cancelled()
    {
        await OrderAsync(Raise, Cancel);
        Assert.Empty(await _desk.OpenAsync(Subject.Id));
    }

    [Fact]
    public async Task What_was_raised_is_taken()
    {
        await OrderAsync(Raise, Acknowledge);
        Assert.Empty(await _desk.OpenAsync(Subject.Id));
    }

    [Fact]
    public async Task The_same_is_raised_once()
    {
        await OrderAsync(Raise, Raise);
        Assert.Single(await _desk.OpenAsync(Subject.Id));
    }

    [Fact]
    public async Task What_was_cancelled_is_raised_anew()
    {
        await OrderAsync(Raise);
        await OrderAsync(Cancel, Raise, Cancel, Raise);
        Assert.Single(await _desk.OpenAsync(Subject.Id));
    }

    private Task OrderAsync(params OnCallOrder[] orders) => _desk.Shell.RunAsync(
        async (session, inner) =>
        {
            foreach (var order in orders)
                await _desk.Get<IOnCallDesk>().CarryOutAsync(session, order, session.Stamp(Actor.Clock), inner);
        },
        TestContext.Current.CancellationToken);
}
