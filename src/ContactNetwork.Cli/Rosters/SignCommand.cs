using System.CommandLine;
using ContactNetwork.Cli.Keys;
using ContactNetwork.Cli.Rosters.Tokens;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Envelopes;

namespace ContactNetwork.Cli.Rosters;

/// <summary>
/// <c>cn roster sign</c> and <c>countersign</c>: show exactly what changes, ask, and sign. With the last signature that
/// is needed the draft becomes the next roster of the chain.
/// </summary>
internal static class SignCommand
{
    private static readonly Option<string?> Key = new("--key") { Description = "Your authority key, a file; or name a token with --pkcs11." };
    private static readonly Option<string?> PassphraseFile = new("--passphrase-file") { Description = "A file with its passphrase. Default: asks." };

    public static Command Sign(Surroundings surroundings) => Make(surroundings, "sign", "Review the draft and sign it first.", isFirst: true);

    public static Command Countersign(Surroundings surroundings) =>
        Make(surroundings, "countersign", "Review a signed draft and add your signature.", isFirst: false);

    private static Command Make(Surroundings surroundings, string name, string description, bool isFirst)
    {
        var confirmation = new Confirmation();
        var command = new Command(name, description) { Key, PassphraseFile, Drafting.Folder };
        TokenOptions.AddTo(command);
        confirmation.AddTo(command);
        return command.Runs(surroundings, (session, _) => Task.FromResult(Run(session, confirmation, isFirst)));
    }

    private static int Run(Session session, Confirmation confirmation, bool isFirst)
    {
        bool isOnToken = TokenOptions.IsUsed(session);
        if (isOnToken == session.Parse.GetValue(Key) is not null)
            throw CliException.Usage("Name your authority key: --key FILE, or a token with --pkcs11 MODULE; one of the two.");
        NetworkFolder folder = Drafting.Open(session);
        RosterDraft draft = folder.Draft ?? throw new CliException(ExitCodes.NotFound, "NO_DRAFT", $"{folder.Path} holds no draft.");
        if (isFirst && draft.IsSigned)
            throw new CliException(ExitCodes.Conflict, "DRAFT_SIGNED", "Somebody has signed this draft already.", "Add yours with cn roster countersign.");
        if (!isFirst && !draft.IsSigned)
            throw new CliException(ExitCodes.Conflict, "DRAFT_UNSIGNED", "Nobody has signed this draft yet.", "The first signature is made with cn roster sign.");
        if (folder.Current is { } current && (draft.Roster.Version != current.Version + 1 || draft.Roster.PreviousDigest != current.Digest))
            throw new CliException(ExitCodes.Conflict, "DRAFT_OUTDATED", "The draft does not follow the roster in force.", "Drop it with cn roster discard, and make it anew.");

        // 1. What it says, on the screen of the person who signs.
        RosterScreen.Draw(session.IsJson ? session.Notices : session.Screen, folder);
        confirmation.Ask(session, draft.Roster.Digest);

        // 2. The signature; with the last one that is needed, the next link of the chain.
        using PrivateKey key = isOnToken
            ? TokenOptions.OpenKey(session)
            : KeyFiles.Open(session, session.Parse.GetValue(Key)!, session.Parse.GetValue(PassphraseFile), "authority key", PassphraseFile.Name);
        NetworkFolder signed = folder.With(SignDraft(draft, key, folder));
        if (signed.Draft!.ProgressAfter(signed.Current).IsComplete) signed = signed.Complete();
        RosterScreen.ShowSigned(session, signed, key.Public);
        return ExitCodes.Done;
    }

    private static RosterDraft SignDraft(RosterDraft draft, PrivateKey key, NetworkFolder folder)
    {
        try
        {
            return draft.Sign(key, folder.Current);
        }
        catch (InvalidOperationException refused)
        {
            throw new CliException(ExitCodes.Conflict, "KEY_REFUSED", refused.Message);
        }
    }
}
