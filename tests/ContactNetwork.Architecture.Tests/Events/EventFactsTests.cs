using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Architecture.Tests.Events;

public sealed class EventFactsTests
{
    [Fact]
    public void Stored_facts_have_the_agreed_names_and_shapes() =>
        Baseline.Verify("events.txt", EventFacts.Of(EventNames.All));

    [Fact]
    public void Every_fact_of_the_rules_has_a_stored_name_of_its_own()
    {
        Assert.Empty(EventFacts.Nameless(typeof(Stamp).Assembly.GetTypes(), EventNames.All.Keys));
        Assert.Equal(EventNames.All.Count, EventNames.All.Values.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_fact_without_a_stored_name_is_reported() => Assert.Equal(
        [typeof(OffendingEvent.Forgotten)],
        EventFacts.Nameless([typeof(OffendingEvent)], [typeof(OffendingEvent.Named)]));

    [Fact]
    public void A_changed_shape_is_reported_down_to_the_values_it_holds() => Assert.Equal(
        [
            "offending.named.v1.at: DateTimeOffset",
            "offending.named.v1.parts: ImmutableArray<OffendingPart>",
            "shape OffendingPart.color: OffendingColor?",
            "shape OffendingPart.next: OffendingPart?",
            "values OffendingColor.Red = 3",
        ],
        EventFacts.Of([new(typeof(OffendingEvent.Named), "offending.named.v1")]).Order(StringComparer.Ordinal));
}

internal abstract record OffendingEvent
{
    private OffendingEvent()
    {
    }

    public sealed record Named(DateTimeOffset At, ImmutableArray<OffendingPart> Parts) : OffendingEvent;

    public sealed record Forgotten : OffendingEvent;
}

internal sealed record OffendingPart(OffendingColor? Color, OffendingPart? Next);

internal enum OffendingColor
{
    Red = 3,
}
