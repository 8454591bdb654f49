using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>Kinds of tasks about a country's own sheet, the most urgent last. Numbers are those of the API.</summary>
public enum DirectoryTaskKind
{
    /// <summary>There is no sheet yet.</summary>
    Publish = 1,

    /// <summary>The sheet must be confirmed.</summary>
    Confirm = 2,

    /// <summary>A contact has failed: correct the record.</summary>
    Correct = 3,

    /// <summary>A second, rightly signed sheet exists.</summary>
    Fork = 4,
}

/// <summary>Something to be done about a country's own sheet.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="ContactPointId">The contact point; empty for the whole sheet.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="IsOverdue">This time has passed.</param>
/// <param name="Text">What is to be done.</param>
public sealed record DirectoryTask(DirectoryTaskKind Kind, string ContactPointId, DateTimeOffset DueAt, bool IsOverdue, string Text);

/// <summary>Derives the tasks from what is known; nothing of it is stored.</summary>
public static class DirectoryTasks
{
    /// <summary>How soon a failed contact should lead to a correction.</summary>
    public static readonly TimeSpan CorrectWithin = TimeSpan.FromDays(3);

    /// <summary>The tasks, the most urgent first.</summary>
    /// <param name="sheet">The own sheet in force; null for none.</param>
    /// <param name="isForked">A second, rightly signed sheet of this country was seen.</param>
    /// <param name="facts">Contacts with this country since the sheet came into force.</param>
    /// <param name="now">The instant.</param>
    public static ImmutableArray<DirectoryTask> Of(HeldSheet? sheet, bool isForked, IEnumerable<ContactFact> facts, DateTimeOffset now)
    {
        List<DirectoryTask> tasks = [];
        if (isForked)
            tasks.Add(new(DirectoryTaskKind.Fork, "", now, IsOverdue: true, "Two rightly signed sheets of one version exist: find out who made the other, then change the keys."));
        if (sheet is null)
        {
            tasks.Add(new(DirectoryTaskKind.Publish, "", now, IsOverdue: true, "No sheet is published: other countries can't look up whom to call."));
            return [.. tasks];
        }

        tasks.AddRange(facts
            .Where(fact => fact.At > sheet.EffectiveTime && fact.Outcome is not (ContactOutcome.Reached or ContactOutcome.Late or ContactOutcome.Refused))
            .OrderBy(fact => fact.At)
            .DistinctBy(fact => (fact.ContactPointId, fact.Outcome))
            .Select(fact => new DirectoryTask(
                DirectoryTaskKind.Correct,
                fact.ContactPointId,
                fact.At + CorrectWithin,
                now >= fact.At + CorrectWithin,
                fact.Correction.Length > 0 ? $"{fact.ByCountry} says: {fact.Correction}" : $"A contact by {fact.ByCountry} failed ({fact.Outcome}): check the record.")));
        RecordQuality quality = RecordQuality.Of(sheet, now);
        if (now >= quality.ConfirmDueAt - SheetLimits.ConfirmationReminder)
            tasks.Add(new(DirectoryTaskKind.Confirm, "", quality.ConfirmDueAt, quality.IsStale, "Read the sheet and confirm it (`cn directory confirm`), or publish a better one."));
        return [.. tasks.OrderByDescending(task => task.IsOverdue).ThenBy(task => task.DueAt)];
    }
}
