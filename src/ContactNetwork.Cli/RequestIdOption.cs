using System.CommandLine;

namespace ContactNetwork.Cli;

/// <summary>The option that lets a script repeat an act without a second effect.</summary>
internal static class RequestIdOption
{
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--request-id")
        {
            Description = "A UUID that names this act for ever; the same one again returns the first answer. Default: a new one.",
            HelpName = "uuid",
        };
        option.Validators.Add(result =>
        {
            string? text = result.GetValueOrDefault<string?>();
            if (text is not null && !Guid.TryParse(text, out _)) result.AddError($"--request-id must be a UUID, not '{text}'.");
        });
        return option;
    }

    /// <summary>The given id, or empty for a new one.</summary>
    public static string Of(Session session, Option<string?> option) =>
        session.Parse.GetValue(option) is { } text ? Guid.Parse(text).ToString() : "";
}
