using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Sealing;

/// <summary>
/// Looks for texts that must not be in clear anywhere: as they are in whatever case of letters, in UTF-8 and UTF-16, with
/// JSON's or a mail's escapes, in hexadecimal, and inside Base64 at each of its three alignments.
/// </summary>
internal sealed class CanaryScan
{
    private const int Base64Step = 3;
    private const int Base64Chars = 4;

    private readonly ImmutableArray<(string Form, string Needle)> folded;
    private readonly ImmutableArray<(string Form, string Needle)> exact;

    public CanaryScan(params string[] canaries)
    {
        folded = [.. canaries.SelectMany(Folded).Select(form => (form.Form, form.Needle.ToLowerInvariant())).Distinct()];
        exact = [.. canaries.SelectMany(InBase64).Distinct()];
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The forms in which a canary stands in these bytes.</summary>
    public IEnumerable<string> FormsIn(ReadOnlySpan<byte> bytes)
    {
        // One character a byte, so that every byte sequence can be looked for as text.
        var text = Encoding.Latin1.GetString(bytes);
        var lower = text.ToLowerInvariant();
        return
        [
            .. folded.Where(form => lower.Contains(form.Needle, StringComparison.Ordinal)).Select(form => form.Form),
            .. exact.Where(form => text.Contains(form.Needle, StringComparison.Ordinal)).Select(form => form.Form),
        ];
    }

    public IEnumerable<string> FormsIn(string text) => FormsIn(Encoding.UTF8.GetBytes(text));

    /// <summary>A mail's words, as they are and with its soft line ends and escapes taken away.</summary>
    public IEnumerable<string> FormsInMail(string mail) => FormsIn(mail).Concat(FormsIn(mail.Replace("=\r\n", "", StringComparison.Ordinal)));

    /// <summary>Every place of a database, in every schema but PostgreSQL's own, where a canary stands: table, column and form.</summary>
    public async Task<ImmutableSortedSet<string>> PlacesInAsync(NpgsqlDataSource source)
    {
        var found = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        foreach (var (table, columns) in await TablesAsync(connection))
        {
            await using var command = new NpgsqlCommand($"select {string.Join(", ", columns.Select(column => column.Sql))} from {table}", connection);
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
            {
                for (var index = 0; index < columns.Count; index++)
                {
                    if (!await reader.IsDBNullAsync(index, Cancellation))
                        found.UnionWith(FormsIn(await reader.GetFieldValueAsync<byte[]>(index, Cancellation)).Select(form => $"{table}.{columns[index].Name}: {form}"));
                }
            }
        }

        return found.ToImmutable();
    }

    /// <summary>The tables of a database with how many rows each holds.</summary>
    public static async Task<Dictionary<string, long>> CountsAsync(NpgsqlDataSource source)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        foreach (var (table, _) in await TablesAsync(connection))
        {
            await using var command = new NpgsqlCommand($"select count(*) from {table}", connection);
            counts[table] = (long)(await command.ExecuteScalarAsync(Cancellation))!;
        }

        return counts;
    }

    /// <summary>Tables and materialized views: whatever holds rows. Bytes come as they are, all else as PostgreSQL writes it.</summary>
    private static async Task<List<(string Table, List<(string Name, string Sql)> Columns)>> TablesAsync(NpgsqlConnection connection)
    {
        const string Sql =
            """
            select format('%I.%I', n.nspname, c.relname), a.attname,
                case when a.atttypid = 'bytea'::regtype then format('%I', a.attname)
                    else format('convert_to(%I::text, ''UTF8'')', a.attname) end
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind in ('r', 'p', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
            order by 1, a.attnum
            """;
        var tables = new List<(string Table, List<(string Name, string Sql)> Columns)>();
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
        {
            var table = reader.GetString(0);
            if (tables.Count == 0 || tables[^1].Table != table)
                tables.Add((table, []));
            tables[^1].Columns.Add((reader.GetString(1), reader.GetString(2)));
        }

        return tables;
    }

    private static IEnumerable<(string Form, string Needle)> Folded(string canary)
    {
        var utf8 = Encoding.UTF8.GetBytes(canary);
        yield return ("plain", Encoding.Latin1.GetString(utf8));
        yield return ("hexadecimal", Convert.ToHexString(utf8));
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            yield return (encoding.WebName, Encoding.Latin1.GetString(encoding.GetBytes(canary)));
            yield return ($"hexadecimal of {encoding.WebName}", Convert.ToHexString(encoding.GetBytes(canary)));
        }

        if (Ascii.IsValid(canary))
            yield break;
        yield return ("JSON's escapes", Escaped(canary, letter => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}")));
        yield return ("a URL's escapes", string.Concat(utf8.Select(value => value < 0x80 ? ((char)value).ToString() : $"%{value:X2}")));
        yield return ("a mail's escapes", string.Concat(utf8.Select(value => value < 0x80 ? ((char)value).ToString() : $"={value:X2}")));
    }

    private static string Escaped(string text, Func<char, string> escape) =>
        string.Concat(text.Select(letter => char.IsAscii(letter) ? letter.ToString() : escape(letter)));

    /// <summary>Of a longer text, the characters that depend on the canary's bytes alone, whatever stands before and after it.</summary>
    private static IEnumerable<(string Form, string Needle)> InBase64(string canary)
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            foreach (var before in Enumerable.Range(0, Base64Step))
            {
                byte[] padded = [.. new byte[before], .. encoding.GetBytes(canary)];
                var whole = padded.Length / Base64Step * Base64Chars;
                var needle = Convert.ToBase64String(padded)[(before == 0 ? 0 : Base64Chars)..whole];
                yield return ($"Base64 of {encoding.WebName}", needle);
                yield return ($"Base64 for URLs of {encoding.WebName}", needle.Replace('+', '-').Replace('/', '_'));
            }
        }
    }
}
