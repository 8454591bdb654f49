using System.CommandLine;
using ContactNetwork.Federation.Envelopes;

namespace ContactNetwork.Cli.Rosters.Tokens;

/// <summary>The options that name a key on a PKCS#11 token. The PIN is asked for or read from a file, never given as an argument.</summary>
internal static class TokenOptions
{
    public static Option<string?> Module { get; } = new("--pkcs11") { Description = "Use a PKCS#11 token, by this module (a .so file).", HelpName = "module" };

    private static readonly Option<string?> Token = new("--token") { Description = "The token's label. Needed where several are there." };
    private static readonly Option<ulong?> Slot = new("--slot") { Description = "The token's slot, where labels don't tell them apart." };
    private static readonly Option<string?> KeyLabel = new("--key-label") { Description = "The key's label on the token." };
    private static readonly Option<string?> PinFile = new("--pin-file") { Description = "A file with the token's PIN. Default: asks." };

    public static void AddTo(Command command)
    {
        command.Add(Module);
        command.Add(Token);
        command.Add(Slot);
        command.Add(KeyLabel);
        command.Add(PinFile);
    }

    /// <summary>Whether a token was named. Options of tokens without a module are an error.</summary>
    /// <exception cref="CliException">They are incomplete.</exception>
    public static bool IsUsed(Session session)
    {
        bool isUsed = session.Parse.GetValue(Module) is not null;
        if (!isUsed && Named(session) is { } stray) throw CliException.Usage($"{stray} needs --pkcs11 MODULE.");
        if (isUsed && string.IsNullOrEmpty(session.Parse.GetValue(KeyLabel))) throw CliException.Usage("--pkcs11 needs --key-label.");
        return isUsed;
    }

    /// <summary>Makes a key on the token; it never leaves it.</summary>
    public static VerificationKey NewKey(Session session)
    {
        using Token token = Open(session);
        return token.Generate(session.Parse.GetValue(KeyLabel)!);
    }

    /// <summary>Opens the key that the options name. The token is logged out when the key is disposed.</summary>
    public static PrivateKey OpenKey(Session session)
    {
        Token token = Open(session);
        try
        {
            return new PrivateKey(token.Find(session.Parse.GetValue(KeyLabel)!));
        }
        catch
        {
            token.Dispose();
            throw;
        }
    }

    private static Token Open(Session session)
    {
        string module = Path.GetFullPath(session.Parse.GetValue(Module)!);
        Token token = Tokens.Token.Find(module, session.Parse.GetValue(Token), session.Parse.GetValue(Slot));
        try
        {
            // The token is found first: nobody types a PIN for one that is not there.
            token.LogIn(Pin(session, token.Label));
            return token;
        }
        catch
        {
            token.Dispose();
            throw;
        }
    }

    private static string Pin(Session session, string label) => session.Parse.GetValue(PinFile) is { } file
        ? File.ReadAllText(file).TrimEnd('\r', '\n')
        : session.Surroundings.AskSecret($"PIN of token {Screens.Safe.Clean(label)}")
            ?? throw CliException.Usage("The token's PIN is needed.", $"Run this at a terminal, or name a file that holds it: {PinFile.Name}.");

    private static string? Named(Session session)
    {
        Option[] others = [Token, Slot, KeyLabel, PinFile];
        return others.FirstOrDefault(option => session.Parse.GetResult(option) is { Implicit: false })?.Name;
    }
}
