using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using PhoneNumbers;

namespace ContactNetwork.Cli.Contacts;

/// <summary>Draws what the directory answers.</summary>
internal static class LookUpScreen
{
    public static void Draw(Screen screen, LookUpContactsResponse found, bool isFromNode)
    {
        if (found.IsReplicaOld && isFromNode)
            screen.Line($"[yellow]The node could not compare this with its store since {Safe.Text(screen.Times.FullWithRelative(found.ReplicaTime))}.[/]");
        foreach (ContactAnswer contact in found.Contacts) Draw(screen, contact);
        foreach (NoDesignationAnswer none in found.NoDesignations)
        {
            screen.Heading($"{none.Country} {none.CountryName}: nobody is designated for {Words.Plain(none.Network)}");
            screen.Field("Use", string.Join(' ', new[] { none.ContactPointId, none.UseInstead }.Where(text => text.Length > 0)));
        }

        if (found.Contacts.Count == 0 && found.NoDesignations.Count == 0) screen.Line("Nobody was found.");
        if (found.CountriesWithoutSheet.Count > 0) screen.Line($"[yellow]No sheet is known of: {Safe.Text(string.Join(", ", found.CountriesWithoutSheet))}.[/]");
        if (found.NextPageToken.Length > 0) screen.Line($"[grey]{found.Contacts.Count} of {found.TotalCount} are shown; narrow the question.[/]");
    }

    /// <summary>A number as people read it aloud: grouped by the plan of its country, in threes where no plan knows it.</summary>
    public static string Spoken(ContactChannel channel) =>
        channel.Kind is ChannelKind.Voice or ChannelKind.Mobile or ChannelKind.Satellite or ChannelKind.Fax ? Spoken(channel.Value) : channel.Value;

    /// <summary>When a person there was last reached; of what another country's test told only the day is known.</summary>
    public static string Reached(Screen screen, SheetQuality quality) =>
        quality.HumanContactTime is null ? "not known"
        : quality.IsHumanContactDayOnly ? $"{Times.Day(quality.HumanContactTime)}, by another country's test"
        : screen.Times.FullWithRelative(quality.HumanContactTime);

    private static void Draw(Screen screen, ContactAnswer contact)
    {
        screen.Heading($"{contact.Country} {contact.DisplayName}");
        if (contact.Mode != CompetenceMode.Unspecified)
        {
            string style = contact.Mode == CompetenceMode.Acts ? "green" : "yellow";
            screen.Field("May do it", $"{Words.Plain(contact.Mode)}{(contact.OtherName.Length > 0 ? $": {contact.OtherName}" : "")}", style);
        }

        DrawNow(screen, contact);
        DrawChange(screen, contact.Quality.ReachChange);
        foreach (ContactNeed need in contact.Needs) screen.Field(Words.Plain(need.Kind), need.Text);
        if (contact.ContactPoint?.Note is { Length: > 0 } note) screen.Field("Note", note);
        DrawQuality(screen, contact.Quality);
    }

    private static void DrawNow(Screen screen, ContactAnswer contact)
    {
        ContactNow now = contact.Now;
        string next = now.NextStaffedTime is null ? "" : $"; staffed {screen.Times.Relative(now.NextStaffedTime)} ({screen.Times.Full(now.NextStaffedTime)})";
        string holiday = now.Holiday.Length == 0 ? "" : $", {now.Holiday}";
        screen.Field("Now there", $"{now.LocalTime}{holiday}, {Words.Plain(now.Presence)}{next}", now.Presence == ContactPresence.Closed ? "yellow" : "default");
        foreach (ChannelNow channel in now.Channels)
        {
            string aside = channel.IsNewNumber ? " (NEW: not for checks)" : channel.IsAnswered ? "" : " (not answered now)";
            screen.Field(Words.Plain(channel.Channel.Kind), Spoken(channel.Channel) + aside, channel.IsAnswered ? "bold" : "grey");
        }

        if (contact.ContactPoint?.Desk is { Length: > 0 } desk) screen.Field("Ask for", desk);
        screen.Field("Languages", string.Join(", ", now.Languages.Select(skill => $"{skill.Language} {Words.Plain(skill.Level).ToUpperInvariant()}")));
    }

    private static void DrawChange(Screen screen, ReachChange? change)
    {
        if (change is null) return;
        string was = change.PreviousNumbers.Count == 0
            ? change.IsFirstKnown ? "first known then, nothing older to check by" : "it had no number before: check through another contact point"
            : $"was {string.Join(", ", change.PreviousNumbers.Select(Spoken))}";
        screen.Field("Changed", $"{(change.IsKeyChange ? "keys or numbers" : "numbers")} {screen.Times.Relative(change.ChangeTime)}; {was}", "red");
        if (change.PreviousNumbers.Count > 0)
            screen.Field("Spoken checks", $"by {Spoken(change.PreviousNumbers[0])} until {screen.Times.Full(change.CheckUntilTime)}", "red");
    }

    private static void DrawQuality(Screen screen, SheetQuality quality)
    {
        screen.Field("Confirmed", $"{screen.Times.FullWithRelative(quality.ConfirmTime)}, version {quality.Version}{(quality.IsStale ? ": OVERDUE, be careful" : "")}", quality.IsStale ? "yellow" : "grey");
        screen.Field("Last reached", Reached(screen, quality), "grey");
        screen.Field("Marking", Words.Plain(quality.Marking).ToUpperInvariant().Replace("TLP ", "TLP:", StringComparison.Ordinal), "grey");
    }

    private static string Spoken(string number)
    {
        try
        {
            PhoneNumberUtil plans = PhoneNumberUtil.GetInstance();
            return plans.Format(plans.Parse(number, null), PhoneNumberFormat.INTERNATIONAL);
        }
        catch (NumberParseException)
        {
            return number.Length < 5 ? number : $"{number[..4]} {string.Join(' ', number[4..].Chunk(3).Select(part => new string(part)))}";
        }
    }
}
