using System.Text;

namespace ContactNetwork.Cli;

/// <summary>Reads a passphrase from the terminal without showing it.</summary>
internal static class SecretPrompt
{
    /// <summary>The line typed; null when nobody sits at a terminal.</summary>
    public static string? Ask(string prompt)
    {
        if (Console.IsInputRedirected) return null;
        Console.Error.Write($"{prompt}: ");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
