using System.Security.Cryptography;

namespace ContactNetwork.Identity.Accounts;

/// <summary>What names and passwords look like.</summary>
internal static class AccountRules
{
    public const int NameLengthMax = 64;
    public const int DisplayNameLengthMax = 128;

    /// <summary>Length is what makes a password strong; classes of characters only make it hard to remember.</summary>
    public const int PasswordLengthMin = 12;

    public const int PasswordLengthMax = 256;

    public const string NameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789.-_";

    /// <summary>Without letters and digits that are easily taken for each other.</summary>
    private const string PasswordCharacters = "abcdefghijkmnpqrstuvwxyz23456789";

    private const int GroupCount = 5;
    private const int GroupLength = 4;

    /// <summary>A random password of 100 bits in groups that can be read out, such as <c>k3vd-9qwm-…</c>.</summary>
    public static string NewPassword() =>
        string.Join('-', Enumerable.Range(0, GroupCount).Select(_ => RandomNumberGenerator.GetString(PasswordCharacters, GroupLength)));
}
