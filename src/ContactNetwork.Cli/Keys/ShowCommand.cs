using System.CommandLine;
using System.Globalization;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Trust;

namespace ContactNetwork.Cli.Keys;

/// <summary><c>cn keys show</c>: the keys with their stages of life, and the draft.</summary>
internal static class ShowCommand
{
    public static Command Create(Surroundings surroundings) =>
        new Command("show", "Show your country's keys and their stages of life.") { Tending.Trust, Tending.Country }.Runs(surroundings, (session, _) =>
        {
            KeySetFolder folder = Tending.Open(session);
            if (session.IsJson) session.Screen.Json(Tending.Facts(folder));
            else Draw(session.Screen, folder);
            return Task.FromResult(ExitCodes.Done);
        });

    private static void Draw(Screen screen, KeySetFolder folder)
    {
        screen.Line($"[bold]Key set {folder.Current.Version}[/] of {Safe.Text(folder.Current.Country)}");
        var table = new Columns("  What", "State", "Until", "Id");
        foreach (DatedKey key in folder.Current.SigningKeys) table.Add("  signing key", key.State.ToString().ToLowerInvariant(), Day(key.NotAfter), key.Key.KeyId);
        foreach (DatedKey key in folder.Current.DirectoryKeys) table.Add("  directory key", key.State.ToString().ToLowerInvariant(), Day(key.NotAfter), key.Key.KeyId);
        foreach (var authority in folder.Current.CertificateAuthorities) table.Add("  authority", "active", Day(authority.NotAfter), Digest.Of(authority.RawData).Hex);
        foreach (Digest key in folder.Current.WithdrawnCertificateKeys) table.Add("  certificate key", "withdrawn", "", key.Hex);
        table.Draw(screen);
        screen.Line();
        Tending.Draw(screen, folder);
    }

    private static string Day(DateTimeOffset time) => time.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
