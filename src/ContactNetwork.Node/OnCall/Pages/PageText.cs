using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;

namespace ContactNetwork.Node.OnCall.Pages;

/// <summary>
/// The words of a page. Mail crosses systems that nobody vouches for, so there is no case content in it: the reference
/// number, the urgency, the kind of event, and what to do.
/// </summary>
internal static class PageText
{
    private const string ExerciseCall = "EXERCISE EXERCISE EXERCISE";
    private const string TestCall = "TEST";

    /// <summary>The page of one alert, or of several in one.</summary>
    /// <param name="key">Names the page.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="alerts">The alerts, at least one.</param>
    /// <param name="node">Who this node is.</param>
    /// <param name="deskPhone">The desk's number; empty for none.</param>
    public static Channels.OutgoingPage Compose(
        Guid key, string address, ImmutableArray<Alert> alerts, NodeIdentity node, string deskPhone)
    {
        var urgency = alerts.Min(alert => alert.Urgency);
        var ordered = alerts.OrderBy(alert => alert.Urgency).ThenBy(alert => alert.RaisedAt).ToImmutableArray();
        return new Channels.OutgoingPage(
            key,
            address,
            string.Join(' ', [.. Marks(alerts, node), Subject(ordered)]),
            [
                .. Marks(alerts, node),
                .. Reason(ordered, node),
                "",
                .. ordered.SelectMany(Lines),
                "What to do: take it, in the console or with",
                .. ordered.Select(alert => $"  cn alert acknowledge {node.Name("alerts", alert.Id)}"),
                alerts.All(alert => alert.Purpose == Purpose.Test)
                    ? "This is a test: taking it is all there is to do."
                    : "Taking an alert stops its escalation, and takes the request that waits for a person.",
                .. Phone(deskPhone),
                .. Marks(alerts, node),
            ],
            urgency);
    }

    /// <summary>The page of what can't become an alert now.</summary>
    public static Channels.OutgoingPage ComposePlain(PlainPage page, string address, NodeIdentity node, string deskPhone)
    {
        var matters = page.Matters.OrderBy(matter => matter.Urgency).ThenBy(matter => matter.Since).ToImmutableArray();
        var (first, isTest) = (matters[0], matters.All(matter => matter.IsTest));
        var others = matters.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {matters.Length - 1} more");
        return new Channels.OutgoingPage(
            page.Key,
            address,
            string.Join(' ', [.. Marks(isTest, node), $"{Word(first.Urgency)} {About(first.Reference, first.Country)}: {Cause(first.Cause)}{others}"]),
            [
                .. Marks(isTest, node),
                $"The contact point of {node.Country} needs a person of its desk.",
                "This can't be shown as an alert, because the node fails at making alerts. Everybody on the duty list gets this page.",
                "",
                .. matters.SelectMany(Lines),
                "What to do: agree who looks, see `cn node status` and `cn peer list`, call the country's desk, and call your operator.",
                "It is said again every few minutes until the node can make alerts.",
                .. Phone(deskPhone),
                .. Marks(isTest, node),
            ],
            first.Urgency);
    }

    private static IEnumerable<string> Lines(PlainMatter matter)
    {
        yield return $"{Word(matter.Urgency)}  {About(matter.Reference, matter.Country)}";
        yield return $"  Why: {Cause(matter.Cause)}";
        yield return $"  Country: {matter.Country}";
        if (matter.IsTest)
            yield return $"  {TestCall}: no real case.";
        yield return string.Create(CultureInfo.InvariantCulture, $"  Since: {matter.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        yield return "";
    }

    private static IEnumerable<string> Marks(ImmutableArray<Alert> alerts, NodeIdentity node) =>
        Marks(alerts.All(alert => alert.Purpose == Purpose.Test), node);

    private static IEnumerable<string> Marks(bool isTest, NodeIdentity node)
    {
        if (node.Realm == Realm.Exercise)
            yield return ExerciseCall;
        if (isTest)
            yield return TestCall;
    }

    private static string Subject(ImmutableArray<Alert> alerts) => alerts.Length == 1
        ? $"{Word(alerts[0].Urgency)} {About(alerts[0])}: {Cause(alerts[0])}"
        : string.Create(CultureInfo.InvariantCulture, $"{Word(alerts[0].Urgency)} {alerts.Length} alerts, the first {About(alerts[0])}: {Cause(alerts[0])}");

    private static IEnumerable<string> Reason(ImmutableArray<Alert> alerts, NodeIdentity node)
    {
        yield return $"The contact point of {node.Country} needs a person of its desk.";
        if (alerts.Length > 1)
            yield return string.Create(CultureInfo.InvariantCulture, $"{alerts.Length} alerts came together and share this page.");
    }

    private static IEnumerable<string> Lines(Alert alert)
    {
        yield return $"{Word(alert.Urgency)}  {About(alert)}";
        yield return $"  Why: {Cause(alert)}";
        if (alert.Subject.PeerCountry is { } peer)
            yield return $"  Country: {peer}";
        if (alert.Purpose == Purpose.Test)
            yield return $"  {TestCall}: no real case.";
        yield return string.Create(CultureInfo.InvariantCulture, $"  Raised: {alert.RaisedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        yield return "";
    }

    private static IEnumerable<string> Phone(string deskPhone)
    {
        if (deskPhone.Length > 0)
            yield return $"If you can't, call the desk: {deskPhone}.";
    }

    private static string About(Alert alert) => About(alert.Subject.Reference, alert.Subject.Kind);

    private static string About(string reference, string otherwise) => reference.Length > 0 ? reference : otherwise;

    private static string Cause(Alert alert) => Cause(alert.Cause);

    private static string Cause(string code) => code.ToLowerInvariant().Replace('_', ' ');

    private static string Word(Urgency urgency) => urgency.ToString().ToUpperInvariant();
}
