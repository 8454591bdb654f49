using System.CommandLine;
using ContactNetwork.Cli.Keys;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Contacts;

/// <summary>
/// <c>cn directory sign</c>: shows exactly what a draft changes, asks, and adds a directory key's signature. Works without
/// a network; each of two keepers does it with a key of their own.
/// </summary>
internal static class SignSheetCommand
{
    private static readonly Argument<string> FileArgument = new("file") { Description = "The draft; FILE.base and FILE.signed belong to it." };
    private static readonly Option<string> Key = new("--key") { Description = "Your directory key.", Required = true };
    private static readonly Option<string?> PassphraseFile = new("--passphrase-file") { Description = "A file with its passphrase. Default: asks." };

    public static Command Create(Surroundings surroundings)
    {
        var confirmation = new Confirmation();
        var command = new Command("sign", "Review a draft of our own sheet and sign it with a directory key.") { FileArgument, Key, PassphraseFile };
        confirmation.AddTo(command);
        return command.Runs(surroundings, (session, _) => Task.FromResult(Run(session, confirmation)));
    }

    private static int Run(Session session, Confirmation confirmation)
    {
        OwnDraft draft = OwnDraft.Read(session.Parse.GetRequiredValue(FileArgument));
        Envelope envelope = draft.Envelope(draft.ChangeTime);
        ReadSheet sheet = ReadSheet.Of(envelope).Sheet ?? throw new CliException(ExitCodes.Malformed, "MALFORMED_FILE", "The draft is no sheet.");
        if (SheetCheck.Check(sheet.Content) is { IsEmpty: false } wrong)
        {
            throw new CliException(ExitCodes.Malformed, "MALFORMED_FILE", "The draft breaks rules of sheets. Nothing was signed.")
            {
                Violations = [.. wrong.Select(violation => new Client.Violation(violation.Field, violation.Description))],
            };
        }

        Review(session.IsJson ? session.Notices : session.Screen, draft, sheet);
        confirmation.Ask(session, Digest.Of(envelope.Payload));
        using PrivateKey key = KeyFiles.Open(session, session.Parse.GetRequiredValue(Key), session.Parse.GetValue(PassphraseFile), "directory key", PassphraseFile.Name);
        if (envelope.Signatures.Any(signature => signature.KeyId == key.Public.KeyId))
            throw new CliException(ExitCodes.Conflict, "SIGNED_ALREADY", "This key has signed already: the other keeper's is needed.");
        EnvelopeSigner.AddSignature(envelope, PayloadType.Sheet, key);
        draft.Save(envelope);
        int missing = Math.Max(0, SheetLimits.DirectorySignaturesMin - envelope.Signatures.Count);
        if (session.IsJson) session.Screen.Json(new { digest = sheet.Digest.Hex, keyId = key.Public.KeyId, signatures = envelope.Signatures.Count, missing });
        else session.Screen.Line(missing == 0 ? "[green]Signed.[/] Publish it: cn directory publish." : "[green]Signed.[/] One more keeper must sign.");
        return ExitCodes.Done;
    }

    /// <summary>Every field that changes, on the screen of the person who signs.</summary>
    private static void Review(Screen screen, OwnDraft draft, ReadSheet sheet)
    {
        screen.Line($"[bold]{Safe.Text(sheet.Country)}[/] version {sheet.Version}, network {Safe.Text(sheet.Document.NetworkId)}, follows {Safe.Text(draft.Current?.Digest.Hex ?? "nothing: it is the first")}");
        if (SheetReach.IsChanged(draft.Current?.Document, sheet.Document))
            screen.Line("[red]It changes channels or keys:[/] call somebody whom you know, and ask whether this is right.");
        foreach (SheetChange change in SheetChanges.Between(draft.Basis, sheet.Document))
        {
            string value = (change.Before, change.After) switch
            {
                (null, { } after) => $"[green]+[/] {Safe.Text(after)}",
                ({ } before, null) => $"[red]-[/] {Safe.Text(before)}",
                _ => $"{Safe.Text(change.Before)} [yellow]->[/] {Safe.Text(change.After)}",
            };
            screen.Line($"  {Safe.Text(change.Path)}  {value}");
        }
    }
}
