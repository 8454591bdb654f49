using Net.Pkcs11Interop.Common;

namespace ContactNetwork.Cli.Rosters.Tokens;

/// <summary>Turns the codes of PKCS#11 into what a key holder can act on.</summary>
internal static class TokenFaults
{
    /// <summary>Does something with a token.</summary>
    public static void Told(Action act) => Told(() =>
    {
        act();
        return true;
    });

    /// <summary>Does something with a token and gives what came of it.</summary>
    public static T Told<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Pkcs11Exception failure)
        {
            throw Of(failure.RV);
        }
    }

    public static CliException NoModule(string message) => new(
        ExitCodes.Usage, "MODULE_MISSING", message, "Name the module that came with the token, e.g. --pkcs11 /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so");

    public static CliException NotThere(IEnumerable<string> there)
    {
        string others = string.Join(", ", there);
        return new(
            ExitCodes.NotFound, "TOKEN_MISSING", others.Length == 0 ? "No token is there." : $"No such token is there, but: {others}.",
            "Put the token in, and mind --token and --slot.");
    }

    /// <summary>What a code means to the holder.</summary>
    public static CliException Of(CKR code) => code switch
    {
        CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_LEN_RANGE or CKR.CKR_PIN_INVALID => new(
            ExitCodes.NotAllowed, "PIN_WRONG", "The token does not accept this PIN.", "Mind how many tries it gives before it locks itself."),
        CKR.CKR_PIN_LOCKED => new(
            ExitCodes.NotAllowed, "PIN_LOCKED", "The token has locked itself after wrong PINs.", "Unlock it with its own tool and the security officer's PIN, or sign with another holder's key."),
        CKR.CKR_PIN_EXPIRED or CKR.CKR_USER_PIN_NOT_INITIALIZED => new(
            ExitCodes.NotAllowed, "PIN_NOT_SET", "The token's PIN is not set, or has expired.", "Set it with the token's own tool."),
        CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_TOKEN_NOT_RECOGNIZED or CKR.CKR_DEVICE_REMOVED or CKR.CKR_SLOT_ID_INVALID
            or CKR.CKR_SESSION_HANDLE_INVALID or CKR.CKR_SESSION_CLOSED or CKR.CKR_OBJECT_HANDLE_INVALID or CKR.CKR_KEY_HANDLE_INVALID => new(
            ExitCodes.NotFound, "TOKEN_REMOVED", "The token, or the key on it, was taken away meanwhile. Nothing was signed.", "Put it in and try again."),
        CKR.CKR_MECHANISM_INVALID or CKR.CKR_DOMAIN_PARAMS_INVALID or CKR.CKR_CURVE_NOT_SUPPORTED or CKR.CKR_FUNCTION_NOT_SUPPORTED => new(
            ExitCodes.Usage, "TOKEN_UNFIT", $"The token can't do ECDSA over P-384 ({code}).", "Use one that does, or a key in a file."),
        CKR.CKR_TOKEN_WRITE_PROTECTED or CKR.CKR_SESSION_READ_ONLY => new(
            ExitCodes.NotAllowed, "TOKEN_READ_ONLY", "The token takes no new keys.", "Use one that does, or a key that is on it."),
        CKR.CKR_DEVICE_MEMORY => new(ExitCodes.LimitExceeded, "TOKEN_FULL", "The token has no room for another key.", "Remove what is not needed with its own tool."),
        _ => new(ExitCodes.Unavailable, "TOKEN_FAILED", $"The token failed: {code}. Nothing was signed.", "Take it out, put it in and try again."),
    };
}
