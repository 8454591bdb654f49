namespace ContactNetwork.Testing.Mail;

/// <summary>A mail that a <see cref="TestMailServer"/> has kept.</summary>
/// <param name="Recipient">The envelope's first recipient.</param>
/// <param name="Text">The whole mail, headers first.</param>
/// <param name="IsEncrypted">It came over TLS.</param>
/// <param name="User">The account logged in; empty for none.</param>
public sealed record TakenMail(string Recipient, string Text, bool IsEncrypted, string User)
{
    /// <summary>The value of a header, folded lines joined; empty when there is none.</summary>
    public string Header(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string head = Text.Split("\r\n\r\n", 2)[0]
            .Replace("\r\n ", " ", StringComparison.Ordinal)
            .Replace("\r\n\t", " ", StringComparison.Ordinal);
        return head.Split("\r\n")
            .Where(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim())
            .FirstOrDefault("");
    }
}
