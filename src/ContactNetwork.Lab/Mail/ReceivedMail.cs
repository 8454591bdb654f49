namespace ContactNetwork.Lab.Mail;

/// <summary>A message that the sink took.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="Recipients">The envelope's recipients.</param>
/// <param name="Text">The whole message, headers first.</param>
/// <param name="ReceiveTime">When it was taken.</param>
/// <param name="File">Where it is kept.</param>
public sealed record ReceivedMail(
    string From, IReadOnlyList<string> Recipients, string Text, DateTimeOffset ReceiveTime, string File)
{
    /// <summary>The value of a header; empty when there is none. Folded lines are joined.</summary>
    public string Header(string name)
    {
        string head = Text.Split("\r\n\r\n", 2)[0].Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal);
        string prefix = name + ":";
        return head.Split("\r\n").FirstOrDefault(line => line.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))?[prefix.Length..].Trim() ?? "";
    }

    /// <summary>What follows the headers, as it was sent.</summary>
    public string Body => Text.Split("\r\n\r\n", 2) is [_, var body] ? body : "";
}
