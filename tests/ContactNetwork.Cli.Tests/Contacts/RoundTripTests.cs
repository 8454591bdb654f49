using System.Text;
using ContactNetwork.Cli.Contacts.Exchange;
using ContactNetwork.Federation.V1;
using FsCheck.Xunit;

namespace ContactNetwork.Cli.Tests.Contacts;

public sealed class RoundTripTests
{
    private const int Tries = 300;

    [Property(MaxTest = Tries)]
    public void CSV_gives_back_every_authority_and_contact_point(int seed) => Check(SampleSheets.Odd(seed), sheet => SheetCsv.Read(Source(SheetCsv.Write([sheet]))));

    [Property(MaxTest = Tries)]
    public void VCards_give_back_every_authority_and_contact_point(int seed) => Check(SampleSheets.Odd(seed), sheet => VCardReading.Read(Source(SheetVCard.Write([sheet]))));

    [Property(MaxTest = Tries)]
    public void JSON_gives_back_the_whole_sheet(int seed)
    {
        Sheet sheet = SampleSheets.Odd(seed);
        Sheet rest = sheet.Clone();
        rest.Authorities.Clear();
        rest.ContactPoints.Clear();

        Reading reading = Json(SheetJson.Write([sheet]), sheet.Country);

        Check(sheet, _ => reading);
        Assert.Equal(rest, reading.Whole);
    }

    [Fact]
    public void All_formats_give_back_a_plain_sheet()
    {
        Check(SampleSheets.Belmaria, sheet => SheetCsv.Read(Source(SheetCsv.Write([sheet]))));
        Check(SampleSheets.Belmaria, sheet => VCardReading.Read(Source(SheetVCard.Write([sheet]))));
        Check(SampleSheets.Belmaria, sheet => Json(SheetJson.Write([sheet]), "XB"));
    }

    [Fact]
    public void Several_sheets_share_a_file()
    {
        Sheet[] sheets = [SampleSheets.Belmaria, SampleSheets.Odd(7)];

        Assert.Equal(["XB", "XC"], SheetCsv.Read(Source(SheetCsv.Write(sheets))).Entries.Select(entry => entry.Country).Distinct());
        Assert.Equal(["XB", "XC"], VCardReading.Read(Source(SheetVCard.Write(sheets))).Entries.Select(entry => entry.Country).Distinct());
        Assert.Equal("XC", Json(SheetJson.Write(sheets), "XC").Whole!.Country);
    }

    [Property(MaxTest = Tries)]
    public bool No_line_of_a_vCard_is_longer_than_75_octets_and_none_begins_by_itself(int seed)
    {
        string[] lines = SheetVCard.Write([SampleSheets.Odd(seed)]).Split("\r\n");

        return lines.All(line => Encoding.UTF8.GetByteCount(line) <= 75 && !line.Contains('\n', StringComparison.Ordinal) && !line.Contains('\uFFFD', StringComparison.Ordinal));
    }

    [Property(MaxTest = Tries)]
    public bool No_cell_of_a_CSV_begins_like_a_formula(int seed) =>
        RawCells(SheetCsv.Write([SampleSheets.Odd(seed)])).All(cell => cell.Length == 0 || !"=+-@\t\r\n".Contains(cell[0], StringComparison.Ordinal));

    private static void Check(Sheet sheet, Func<Sheet, Reading> back)
    {
        Reading reading = back(sheet);

        Assert.Empty(reading.Problems);
        Assert.Equal(sheet.Authorities, reading.Entries.Where(entry => entry.Authority is not null).Select(entry => entry.Authority));
        Assert.Equal(sheet.ContactPoints, reading.Entries.Where(entry => entry.Point is not null).Select(entry => entry.Point));
        Assert.All(reading.Entries, entry => Assert.Equal(sheet.Country, entry.Country));
    }

    /// <summary>The cells as a spreadsheet sees them, apostrophes in place; read by rules of their own.</summary>
    private static List<string> RawCells(string csv)
    {
        List<string> cells = [];
        var cell = new StringBuilder();
        bool isQuoted = false;
        foreach (char letter in csv.Replace("\"\"", "\u0002", StringComparison.Ordinal))
        {
            if (letter == '"') isQuoted = !isQuoted;
            else if (!isQuoted && letter is ',' or '\n')
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (isQuoted || letter != '\r') cell.Append(letter);
        }

        return cells;
    }

    private static SourceText Source(string text) => SourceText.Of(Encoding.UTF8.GetBytes(text));

    private static Reading Json(string text, string country)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return SheetJson.Read(bytes, SourceText.Of(bytes), country);
    }
}
