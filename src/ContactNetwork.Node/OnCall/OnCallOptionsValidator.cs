using ContactNetwork.Domain;
using ContactNetwork.Node.OnCall.Channels;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ContactNetwork.Node.OnCall;

/// <summary>Checks <see cref="OnCallOptions"/> at start: a node that starts can page whom it says it pages.</summary>
internal sealed class OnCallOptionsValidator(IEnumerable<PageChannelKind> channels) : IValidateOptions<OnCallOptions>
{
    private const double SmtpTimeoutMin = 1;
    private const double SmtpTimeoutMax = 25;
    private const int MinutesMax = 7 * 24 * 60;
    private const int PortMax = 65_535;

    private readonly HashSet<string> kinds = [.. channels.Select(channel => channel.Kind)];

    public ValidateOptionsResult Validate(string? name, OnCallOptions options)
    {
        string[] problems =
        [
            .. DutyList(options),
            .. Enum.GetValues<Urgency>().SelectMany(urgency => Ladder(options, urgency)),
            .. Smtp(options),
            .. Phone(options.DeskPhone),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> DutyList(OnCallOptions options)
    {
        if (options.DutyList.Count > OnCallOptions.PersonsMax)
            yield return $"OnCall:DutyList holds more than {OnCallOptions.PersonsMax} persons.";
        foreach (var twice in options.DutyList.GroupBy(person => person.Person).Where(group => group.Count() > 1))
            yield return $"OnCall:DutyList names {twice.Key} twice.";

        for (var index = 0; index < options.DutyList.Count; index++)
        {
            var person = options.DutyList[index];
            var path = $"OnCall:DutyList:{index}";
            if (person.Person.Length == 0 || person.Person.Contains('/', StringComparison.Ordinal))
                yield return $"{path}:Person must be a word without '/'.";
            if (person.DisplayName.Length == 0)
                yield return $"{path}:DisplayName is missing.";
            if (person.Methods.Count == 0)
                yield return $"{path}:Methods is empty: the person could not be paged.";
            foreach (var method in person.Methods.Where(method => !IsUsable(method)))
                yield return $"{path}:Methods: kind '{method.Kind}' is unknown or its address is malformed; known kinds: {string.Join(", ", kinds.Order())}.";
        }
    }

    private bool IsUsable(PageMethodOptions method) =>
        kinds.Contains(method.Kind)
        && (method.Kind != SmtpChannel.SmtpKind || IsMailAddress(method.Address))
        && method.Address.Length > 0;

    private static bool IsMailAddress(string text) =>
        MailboxAddress.TryParse(text, out var address) && address.LocalPart.Length > 0 && address.Domain.Length > 0;

    private static IEnumerable<string> Ladder(OnCallOptions options, Urgency urgency)
    {
        if (options.LadderOf(urgency) is not { } ladder)
            yield break;

        var path = $"OnCall:Ladder:{urgency}";
        if (ladder.Steps.Count is 0 or > LadderOptions.StepsMax)
            yield return $"{path}:Steps needs 1 to {LadderOptions.StepsMax} steps.";
        if (ladder.Steps is [{ Minutes: not 0 }, ..])
            yield return $"{path}:Steps:0:Minutes must be 0: the first step begins at once.";
        if (ladder.Steps.Zip(ladder.Steps.Skip(1)).Any(pair => pair.First.Minutes >= pair.Second.Minutes))
            yield return $"{path}:Steps must each begin later than the one before.";
        if (ladder.Steps.Any(step => ladder.MissedAfterMinutes <= step.Minutes))
            yield return $"{path}:MissedAfterMinutes must lie after the last step.";
        if (ladder.AlarmEveryMinutes is not (> 0 and <= MinutesMax))
            yield return $"{path}:AlarmEveryMinutes must be more than 0 and at most {MinutesMax}.";
        if (ladder.MissedAfterMinutes is not (> 0 and <= MinutesMax))
            yield return $"{path}:MissedAfterMinutes must be more than 0 and at most {MinutesMax}.";

        var known = options.DutyList.Select(person => person.Person).ToHashSet();
        foreach (var stranger in ladder.Steps.SelectMany(step => step.Persons).Where(person => !known.Contains(person)).Distinct())
            yield return $"{path}:Steps names {stranger}, who is not in OnCall:DutyList.";
    }

    private static IEnumerable<string> Smtp(OnCallOptions options)
    {
        var smtp = options.Smtp;
        if (smtp.TimeoutSeconds is < SmtpTimeoutMin or > SmtpTimeoutMax)
            yield return $"OnCall:Smtp:TimeoutSeconds must be {SmtpTimeoutMin} to {SmtpTimeoutMax}.";
        if (!options.DutyList.Any(person => person.Methods.Any(method => method.Kind == SmtpChannel.SmtpKind)))
            yield break;

        if (smtp.Host.Length == 0)
            yield return "OnCall:Smtp:Host is missing: persons are to be paged by mail.";
        if (smtp.Port is < 1 or > PortMax)
            yield return $"OnCall:Smtp:Port must be 1 to {PortMax}.";
        if (!IsMailAddress(smtp.From))
            yield return "OnCall:Smtp:From is no mail address.";
        if (SmtpFiles.Read(smtp, out var problem) is null)
            yield return problem;
        if (smtp.User.Length > 0 && smtp.Tls == SmtpTls.None)
            yield return "OnCall:Smtp:User would send its password in clear; set Tls to StartTls or Tls.";
    }

    private static IEnumerable<string> Phone(string phone)
    {
        const int DigitsMin = 7;
        const int DigitsMax = 15;
        var isNumber = phone is ['+', >= '1' and <= '9', ..]
            && phone.Length is > DigitsMin and <= DigitsMax + 1
            && phone.Skip(1).All(char.IsAsciiDigit);
        if (phone.Length > 0 && !isNumber)
            yield return "OnCall:DeskPhone must be an E.164 number such as +999255502000.";
    }
}
