using ContactNetwork.Lab.Processes;
using ContactNetwork.LocalPostgres;

namespace ContactNetwork.Lab.Stories;

/// <summary>What a newcomer may look at next: addresses, and commands that work as they stand.</summary>
internal static class NextSteps
{
    public static void Show(Page page, LabNetwork lab, string reference)
    {
        page.Heading("Addresses");
        foreach (LabCountry country in lab.Countries.Values)
        {
            page.Line($"  {country.Code} {country.Name,-10} [grey]node[/] {country.PeopleAddress.Authority}   [grey]for other nodes[/] {country.PeersAddress.Authority}");
            page.Line($"  {"",-13} [grey]sign in at[/] {country.Issuer}   [grey]health[/] {country.OperationsAddress}health/ready");
        }

        page.Line($"  [grey]Mail, logs and settings are in {Shown.Path(lab.Folder)}.[/]");
        string cn = Shown.Path(WriteLauncher(lab));
        page.Heading("Try next, in another terminal");
        page.Line($"  {cn} --profile xa-officer preservation show {reference}");
        page.Line($"  {cn} --profile xb-duty    preservation list");
        page.Line($"  {cn} --profile xb-duty    alert list --all");
        page.Line($"  {cn} --profile xb-duty    directory tests");
        page.Line($"  {cn} --profile xa-officer peer show XC");
        page.Line($"  {cn}                      roster inspect --folder {Shown.Path(lab.NetworkFolder)}");
        page.Line($"  {cn}                      preservation file --template > request.yaml");
        page.Line();
        page.Line("[grey]What happens next shows here. Ctrl-C ends everything and keeps the data.[/]");
        page.Line();
    }

    /// <summary>Writes a script that runs this build's <c>cn</c> with the lab's profiles.</summary>
    private static string WriteLauncher(LabNetwork lab)
    {
        string folder = Path.Combine(Clone.LocalFolder, "bin");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "cn");
        File.WriteAllText(path, $"""
            #!/bin/sh
            CONTACT_NETWORK_CONFIG="{lab.ProfilesFolder}" exec dotnet "{Programs.FolderOf(Programs.Cli)}/cn.dll" "$@"

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
