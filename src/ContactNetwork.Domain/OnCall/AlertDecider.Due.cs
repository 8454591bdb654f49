using System.Globalization;

namespace ContactNetwork.Domain.OnCall;

public static partial class AlertDecider
{
    /// <summary>What an open alert owes next: a page per target not yet reached, and the next step or alarm.</summary>
    /// <param name="state">The alert.</param>
    public static IEnumerable<DueItem> Due(Alert state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.IsOpen)
            yield break;

        foreach (Page page in state.Pages.Where(page => page.Stage != PageStage.Sent))
            yield return new DueItem(DueKinds.Page, page.Key.ToString(), page.OwedAt, state.Urgency);
        if (state.NextStepAt is { } nextStepAt)
        {
            int next = state.Stage == AlertStage.Missed
                ? state.Ladder.Steps.Length + state.AlarmRounds + 1
                : state.Step + 1;
            yield return new DueItem(DueKinds.NextStep, next.ToString(CultureInfo.InvariantCulture), nextStepAt, state.Urgency);
        }
    }
}
