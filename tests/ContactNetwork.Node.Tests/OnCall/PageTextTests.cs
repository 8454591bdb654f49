using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.OnCall.Channels;
using ContactNetwork.Node.OnCall.Pages;
using Xunit;

namespace ContactNetwork.Node.Tests.OnCall;

public sealed class PageTextTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 22, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_page_says_what_is_wanted_and_nothing_of_the_case()
    {
        var page = Compose([AlertOf(Urgency.Emergency)]);

        Assert.Equal("EMERGENCY PR-XA-2026-000001-7: request received", page.Subject);
        Assert.Equal(
            [
                "The contact point of XB needs a person of its desk.",
                "",
                "EMERGENCY  PR-XA-2026-000001-7",
                "  Why: request received",
                "  Country: XA",
                "  Raised: 2026-03-01 22:00:00 UTC",
                "",
                "What to do: take it, in the console or with",
                "  cn alert acknowledge nodes/xb/alerts/00000001-0000-0000-0000-000000000000",
                "Taking an alert stops its escalation, and takes the request that waits for a person.",
                "If you can't, call the desk: +999255502000.",
            ],
            page.Text);
    }

    [Fact]
    public void A_test_is_marked_as_one()
    {
        var page = Compose([AlertOf(Urgency.Routine, Purpose.Test)]);

        Assert.StartsWith("TEST ", page.Subject, StringComparison.Ordinal);
        Assert.Equal(("TEST", "TEST"), (page.Text[0], page.Text[^1]));
        Assert.Contains("  TEST: no real case.", page.Text);
    }

    [Fact]
    public void An_exercise_is_called_out_first_and_last()
    {
        var page = Compose([AlertOf(Urgency.Urgent)], Realm.Exercise);

        Assert.StartsWith("EXERCISE EXERCISE EXERCISE ", page.Subject, StringComparison.Ordinal);
        Assert.Equal(("EXERCISE EXERCISE EXERCISE", "EXERCISE EXERCISE EXERCISE"), (page.Text[0], page.Text[^1]));
    }

    [Fact]
    public void Several_alerts_share_a_page_the_most_urgent_first()
    {
        var page = Compose([AlertOf(Urgency.Routine, Purpose.Test), AlertOf(Urgency.Urgent)]);

        Assert.Equal("URGENT 2 alerts, the first PR-XA-2026-000001-7: request received", page.Subject);
        Assert.Equal(Urgency.Urgent, page.Urgency);
        Assert.Contains("2 alerts came together and share this page.", page.Text);
        Assert.True(page.Text.IndexOf("URGENT  PR-XA-2026-000001-7") < page.Text.IndexOf("ROUTINE  PR-XA-2026-000001-7"));
    }

    private static OutgoingPage Compose(ImmutableArray<Alert> alerts, Realm realm = Realm.Operational) => PageText.Compose(
        Guid.NewGuid(), "anna@desk.example", alerts, new NodeIdentity("XB", "test", realm, ""), "+999255502000");

    private static Alert AlertOf(Urgency urgency, Purpose purpose = Purpose.Real) => new()
    {
        Id = new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        Subject = new AlertSubject("preservation", Guid.NewGuid(), "PR-XA-2026-000001-7", "XA"),
        Cause = "REQUEST_RECEIVED",
        Urgency = urgency,
        Purpose = purpose,
        Realm = Realm.Operational,
        Ladder = new Ladder([], TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(10)),
        Stage = AlertStage.Raised,
        RaisedAt = Start,
    };
}
