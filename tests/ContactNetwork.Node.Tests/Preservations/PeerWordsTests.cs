using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Peers;
using ContactNetwork.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ContactNetwork.Node.Tests.Preservations;

/// <summary>What another country says in words that no protocol allows: the fact is taken, the words are mended.</summary>
public sealed class PeerWordsTests : IAsyncLifetime
{
    private const string Wild = "duty\0 \u001b[31mofficer\u202E\r\n";

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);
    private PreservationsNode _a = null!;
    private PreservationsNode _b = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _a = await PreservationsNode.StartAsync("XA", _clock);
        _b = await PreservationsNode.StartAsync("XB", _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    [Fact]
    public async Task An_acknowledgement_with_control_characters_counts_without_them()
    {
        var filed = await _a.FileAsync();
        await _a.CarryAsync(_b);
        await _b.Client.AcknowledgePreservationAsync(
            new AcknowledgePreservationRequest { RequestId = Guid.NewGuid().ToString(), Name = (await _b.OnlyRowAsync()).Name },
            PreservationsNode.As(Role.DutyOfficer),
            cancellationToken: Cancellation);
        var wild = Assert.Single(await _b.OwedAsync(_a)).With((_, body) =>
        {
            body.PreservationAcknowledged.Role = Wild;
            body.PreservationAcknowledged.LocalReference = new string('x', 500_000);
        });

        Assert.IsType<InboundAnswer.Processed>(await _a.ReceiveAsync(wild));

        var found = await _a.GetAsync(filed.Name);
        Assert.Equal(PreservationStage.Acknowledged, found.Row.Stage);
        var detail = found.History[^1].Detail;
        Assert.Contains("by duty [31mofficer,", detail, StringComparison.Ordinal);
        Assert.InRange(detail.Length, 100, 200);
    }

    [Theory]
    [InlineData("call me")]
    [InlineData("+99920010\n")]
    [InlineData("")]
    public async Task A_number_that_is_none_gives_way_to_the_one_that_this_node_knows(string phone)
    {
        var filed = await _a.FileAsync();
        await _a.CarryAsync(_b);
        var late = Assert.Single(await OwedWhenLateAsync()).With((_, body) => body.PreservationNotYetAcknowledged.Phone = phone);

        Assert.IsType<InboundAnswer.Processed>(await _a.ReceiveAsync(late));

        var found = await _a.GetAsync(filed.Name);
        Assert.Equal("+999200", found.Row.CallPhone);
        Assert.Equal("", found.History[^1].Detail);
    }

    private async Task<List<Crossing>> OwedWhenLateAsync()
    {
        var row = await _b.OnlyRowAsync();
        var subject = new AlertSubject(
            PreservationReactions.SubjectKind, Guid.Parse(row.Name[(row.Name.LastIndexOf('/') + 1)..]), row.Reference, row.PeerCountry);
        var missed = new SubjectNotice.AlertWasMissed(subject, AlertCauses.RequestReceived);
        var room = _b.Services.GetRequiredService<ISubjectRoom>();
        await _b.Shell.RunAsync((session, inner) => room.TellAsync(session, missed, session.Stamp(Actor.Clock), inner), Cancellation);
        return await _b.OwedAsync(_a);
    }
}
