namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>What an authority or contact point must have to find its place in a sheet. The rest is checked before publishing.</summary>
internal static class EntryCheck
{
    public const string IdStart = "urn:poc:";
    private const int AuthorityIdMax = 40;
    private const int NumberMax = 30;

    /// <exception cref="BadLineException">It has no place.</exception>
    public static Entry Sound(Entry entry)
    {
        if (entry.Country is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
            throw new BadLineException($"country must be two letters, such as XB, not \"{FieldText.Shown(entry.Country)}\".");
        if (entry.Authority is { } authority)
        {
            if (!IsPart(authority.Id, AuthorityIdMax))
                throw new BadLineException($"id of an authority must be 1 to {AuthorityIdMax} lower-case letters, digits or hyphens, not \"{FieldText.Shown(authority.Id)}\".");
            if (authority.Names.Count == 0) throw new BadLineException($"The authority {authority.Id} has no name.");
            return entry;
        }

        string start = $"{IdStart}{entry.Country}:";
        string id = entry.Point!.Id;
        if (!id.StartsWith(start, StringComparison.Ordinal) || !IsPart(id[start.Length..], NumberMax))
            throw new BadLineException($"id of a contact point of {entry.Country} must read {start} and 1 to {NumberMax} lower-case letters, digits or hyphens, not \"{FieldText.Shown(id)}\".");
        if (entry.Point.AuthorityId.Length == 0) throw new BadLineException($"{id} names no authority.");
        return entry;
    }

    private static bool IsPart(string text, int max) =>
        text.Length > 0 && text.Length <= max && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
