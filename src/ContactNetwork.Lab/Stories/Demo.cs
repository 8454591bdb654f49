using System.Diagnostics;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Mail;

namespace ContactNetwork.Lab.Stories;

/// <summary>The demonstration: starts the lab, tells the story, stays up.</summary>
internal static class Demo
{
    private const string RenewedHeading = "People whose login of an earlier run had ended: their new passwords, shown this once";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(DemoOptions options, Page page, CancellationToken cancellation)
    {
        TimeProvider time = TimeProvider.System;
        page.Line("[bold]The contact network: two countries on this machine, and a third that joins[/]");
        page.Line("[grey]Each runs a national node, an identity provider and a database.[/]");
        page.Heading("Starting");
        Stopwatch clock = Stopwatch.StartNew();
        await using LabNetwork lab = await LabNetwork.StartAsync(new LabOptions { Folder = options.Folder, Progress = page.Step }, cancellation);
        page.Line($"  [grey]Ready after {Page.Seconds(clock.Elapsed)}. {(lab.IsNew ? "A new network, kept in" : "The network of earlier runs, from")} {Shown.Path(lab.Folder)}.[/]");
        var shown = new HashSet<LabCredential>();
        ShowPeople(page, lab, shown, "People, with random passwords that are shown this once");
        await LoginAsync(page, lab, cancellation);
        ShowPeople(page, lab, shown, RenewedHeading);

        DateTimeOffset begin = time.GetUtcNow();
        await using Observer requesting = Observer.Start(lab.Country("XA"), LabPeople.Officer, sawAlerts: false, page, begin);
        await using Observer requested = Observer.Start(lab.Country("XB"), LabPeople.Duty, sawAlerts: true, page, begin);
        lab.Mail.Received += Show;
        string reference = await new PreservationStory(lab, requesting, requested, page).TellAsync(options.RequestFile, cancellation);
        await new JoiningStory(lab, page).TellAsync(cancellation);
        ShowPeople(page, lab, shown, RenewedHeading);
        page.IsStoryTold = true;
        if (options.IsExiting)
        {
            page.Line();
            page.Line("[green]All of it came true.[/] [grey]Stopping; starting again goes on with the same data.[/]");
            lab.Mail.Received -= Show;
            return;
        }

        NextSteps.Show(page, lab, reference);
        await StayAsync(page, lab, cancellation);

        void Show(ReceivedMail mail) => page.Fact(mail.ReceiveTime, Shown.CountryOf(mail), "mail to the duty officer", mail.Header("Subject"));
    }

    /// <summary>Shows what was not shown yet: a password that was made anew ends the one before.</summary>
    private static void ShowPeople(Page page, LabNetwork lab, HashSet<LabCredential> shown, string heading)
    {
        LabCredential[] made = [.. lab.Countries.Values.SelectMany(country => country.NewCredentials).Where(shown.Add)];
        if (made.Length == 0) return;
        page.Heading(heading);
        page.Line($"  [grey]{"Country",-9}{"Sign-in name",-14}{"Name",-18}Password[/]");
        foreach (LabCredential one in made) page.Line($"  {one.Country,-9}{one.Name,-14}{one.DisplayName,-18}{Spectre.Console.Markup.Escape(one.Password)}");
    }

    private static async Task LoginAsync(Page page, LabNetwork lab, CancellationToken cancellation)
    {
        page.Heading("Logging in with cn login, by the provider's own pages");
        await Task.WhenAll(lab.Countries.Values.Select(async country =>
        {
            if (country.Code == JoiningStory.Newcomer) return;
            string person = country.Code == "XA" ? LabPeople.Officer : LabPeople.Duty;
            await country.LoginAsync(person, cancellation);
            page.Fact(country.Code, $"{country.DisplayName(person)} is logged in", $"profile {country.ProfileName(person)}");
        }));
    }

    private static async Task StayAsync(Page page, LabNetwork lab, CancellationToken cancellation)
    {
        var ended = new HashSet<string>();
        while (true)
        {
            await Task.Delay(LookEvery, cancellation);
            foreach (LabCountry country in lab.Countries.Values)
            {
                foreach (Processes.LabProcess process in new[] { country.Node, country.Identity })
                {
                    if (!process.IsRunning && ended.Add(process.Name))
                        page.Line($"  [red]The {process.Name} has ended by itself; see {Shown.Path(process.LogFile)}.[/]");
                }
            }
        }
    }
}
