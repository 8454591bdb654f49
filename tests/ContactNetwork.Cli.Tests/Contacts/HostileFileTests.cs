using System.Text;
using ContactNetwork.Cli.Contacts.Exchange;

namespace ContactNetwork.Cli.Tests.Contacts;

public sealed class HostileFileTests
{
    private const string Csv = "record,country,id,names,kind,authority_id,channels,hours_zone\r\n";
    private const string GoodAuthority = "authority,XB,police,en=Police,police,,,\r\n";
    private const string GoodPoint = "contact-point,XB,urn:poc:XB:1,,,police,kind=voice; value=+9995550101,Europe/Vienna\r\n";

    [Theory]
    [InlineData("contact-point,XB,urn:poc:XB:1,,,police,kind=carrier-pigeon,", "kind must be one of")]
    [InlineData("contact-point,XB,urn:poc:XB:1,,,police,kind=voice; kind=voice,", "stands there twice")]
    [InlineData("contact-point,XB,urn:poc:XB:1,,,police,wings=2,", "is not known here")]
    [InlineData("contact-point,XB,urn:poc:XB:1,,,police,voice,", "must read name=value")]
    [InlineData("contact-point,XB,urn:poc:XB:1,,,police,kind=voice; bytes_max=many,", "whole number")]
    [InlineData("contact-point,XB,urn:poc:XB:1,,,police,kind=voice; is_test_allowed=perhaps,", "yes or no")]
    [InlineData("contact-point,XB,urn:poc:XB:1,,,police,kind=voice; note=a\\qb,", "stands for nothing")]
    [InlineData("contact-point,XB,urn:poc:XA:1,,,police,,", "must read urn:poc:XB:")]
    [InlineData("contact-point,XB,urn:poc:XB:1,,,,,", "names no authority")]
    [InlineData("contact-point,XB,urn:poc:XB:1,,police,police,,", "must be empty in this kind of row")]
    [InlineData("contact-point,Belmaria,urn:poc:XB:1,,,police,,", "two letters")]
    [InlineData("authority,XB,Police!,en=Police,police,,,", "lower-case letters")]
    [InlineData("authority,XB,police,,police,,,", "has no name")]
    [InlineData("person,XB,1,,,,,", "record must be")]
    [InlineData("authority,XB,police", "has 3 fields")]
    [InlineData("authority,XB,po\"lice,,,,,", "quotation mark stands inside")]
    [InlineData("authority,XB,\"police\"x,,,,,", "follows a closing quotation mark")]
    [InlineData("authority,XB,\"police,,,,,", "none closes")]
    public void A_bad_row_is_told_by_its_line_and_the_good_ones_are_read(string row, string reason)
    {
        Reading reading = ReadCsv(Csv + GoodAuthority + row + "\r\n" + GoodPoint);

        Problem problem = Assert.Single(reading.Problems);
        Assert.Equal(3, problem.Line);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Equal(["police", "urn:poc:XB:1"], reading.Entries.Select(entry => entry.Id));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "empty")]
    [InlineData("record;country;id\n", "semicolons")]
    [InlineData("record,country,id,phone\n", "unknown column")]
    [InlineData("record,country,id,id\n", "twice")]
    [InlineData("record,country\n", "lacks the column")]
    public void A_bad_header_is_told(string text, string reason) =>
        Assert.Contains(reason, Assert.Single(ReadCsv(text).Problems).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Line_ends_and_a_byte_order_mark_make_no_difference(string end)
    {
        string text = "\uFEFF" + (Csv + GoodAuthority + GoodPoint).Replace("\r\n", end, StringComparison.Ordinal);

        Reading reading = ReadCsv(text);

        Assert.Empty(reading.Problems);
        Assert.Equal(2, reading.Entries.Count);
    }

    [Fact]
    public void A_line_in_another_charset_is_told_and_the_others_are_read()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Csv + GoodAuthority), .. Encoding.Latin1.GetBytes("authority,XB,caf\u00E9,en=Caf\u00E9,police,,,\r\n"), .. Encoding.UTF8.GetBytes(GoodPoint)];

        Reading reading = SheetCsv.Read(SourceText.Of(bytes));

        Problem problem = Assert.Single(reading.Problems);
        Assert.Equal(3, problem.Line);
        Assert.Contains("not UTF-8", problem.Reason, StringComparison.Ordinal);
        Assert.Equal(2, reading.Entries.Count);
    }

    [Fact]
    public void A_file_in_UTF_16_is_refused_as_a_whole() =>
        Assert.Contains("UTF-16", Assert.Throws<BadLineException>(() => SourceText.Of([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Csv)])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_very_long_line_a_NUL_and_an_endless_quotation_do_no_harm()
    {
        string text = Csv + new string('x', 10_000_000) + "\n" + "authority,XB,a\0b,,,,,\n" + "authority,XB,\"" + string.Concat(Enumerable.Repeat("\n", 5_000)) + GoodAuthority;

        Reading reading = ReadCsv(text);

        Assert.Equal([2L, 3, 4], reading.Problems.Select(problem => problem.Line));
        Assert.Equal("police", Assert.Single(reading.Entries).Id);
    }

    [Theory]
    [InlineData("VERSION:3.0\nKIND:org", "only 4.0", 2)]
    [InlineData("KIND:org\nVERSION:4.0", "VERSION must come first", 1)]
    [InlineData("VERSION:4.0\nKIND:org\nFN:Police", "no UID", 1)]
    [InlineData("VERSION:4.0\nFN:Jane Roe\nUID:urn:poc:XB:1", "holds no persons", 1)]
    [InlineData("VERSION:4.0\nKIND:group\nUID:urn:uuid:1", "must begin with urn:poc:", 4)]
    [InlineData("VERSION:4.0\nKIND:group\nUID:urn:poc:XB:1\nX-CN-AUTHORITY-ID:a\nTEL;VALUE=uri:tel:5550101", "a number must read +", 6)]
    [InlineData("VERSION:4.0\nKIND:group\nUID:urn:poc:XB:1\nX-CN-AUTHORITY-ID:a\nTEL;TYPE=\"voice:tel:+9995550101", "never closed", 6)]
    [InlineData("VERSION:4.0\nKIND:group\nUID:urn:poc:XB:1\nX-CN-AUTHORITY-ID:a\nNOTE:a\\qb", "stands for nothing", 6)]
    [InlineData("VERSION:4.0\nKIND:group\nUID:urn:poc:XB:1\nX-CN-AUTHORITY-ID:a\nX-CN-MOOD:fine", "not known", 6)]
    [InlineData("VERSION:4.0\nKIND:group\nUID:urn:poc:XB:1\nX-CN-AUTHORITY-ID:a\nno property", "no property", 6)]
    public void A_bad_card_is_told_by_its_line_and_the_good_ones_are_read(string card, string reason, long line)
    {
        const string Good = "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nUID:urn:poc:XB:authority:police\nFN:Police\nPHOTO:data:,\nEND:VCARD\n";

        Reading reading = ReadCards($"BEGIN:VCARD\n{card}\nEND:VCARD\n{Good}");

        Problem problem = Assert.Single(reading.Problems);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Equal(line, problem.Line);
        Assert.Equal("police", Assert.Single(reading.Entries).Id);
    }

    [Fact]
    public void A_card_by_another_program_is_read()
    {
        const string Card = "begin:vcard\nVersion:4.0\nkind:group\nuid:urn:poc:XB:1\nitem1.fn;language=en:Duty\n  desk\\, Belmaria\nX-CN-AUTHORITY-ID:police\n"
            + "item2.TEL;TYPE=\"cell,text\";VALUE=uri;PREF=1:tel:+999-555-0101\nTEL;PREF=2:+999 (555) 01.02\nEMAIL:a@xb.example\nTZ:Europe/Vienna\nLANG:en\nend:vcard\n";

        Reading reading = ReadCards(Card);

        Assert.Empty(reading.Problems);
        Federation.V1.ContactPoint point = Assert.Single(reading.Entries).Point!;
        Assert.Equal("Duty desk, Belmaria", point.UnitNames[0].Text);
        Assert.Equal(["+9995550101", "+9995550102", "a@xb.example"], point.Channels.Select(channel => channel.Value));
        Assert.Equal(Federation.V1.ChannelKind.Mobile, point.Channels[0].Kind);
    }

    [Theory]
    [InlineData("BEGIN:VCARD\nVERSION:4.0\n", 1, "never ended")]
    [InlineData("FN:Police\n", 1, "outside of any card")]
    [InlineData("", 0, "no card")]
    public void What_is_no_card_is_told(string text, long line, string reason)
    {
        Problem problem = Assert.Single(ReadCards(text).Problems);

        Assert.Equal(line, problem.Line);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", 1, "no JSON")]
    [InlineData("[]", 1, "object")]
    [InlineData("{\n\"country\": \"XB\",\n\"contactPoints\": [\n{ \"id\": 7 }\n]}", 4, "")]
    [InlineData("{\n\"country\": \"XB\",\n\"contactPoints\": [\n{ \"wings\": 2 }\n]}", 4, "wings")]
    [InlineData("{\n\"country\": \"XB\",\n\"law\": 7\n}", 3, "")]
    [InlineData("{\n\"country\": \"XB\",\n\"authorities\": [\n{ \"id\": \"police\" }]}", 4, "no name")]
    [InlineData("{\n\"country\": \"XB\",\n\"names\": [ }", 3, "no JSON")]
    [InlineData("{ \"sheets\": [], \"more\": 1 }", 1, "nothing else")]
    public void Bad_JSON_is_told_by_its_line(string text, long line, string reason)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        Problem problem = Assert.Single(SheetJson.Read(bytes, SourceText.Of(bytes), "XB").Problems);

        Assert.Equal(line, problem.Line);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_nested_without_end_is_told_and_nothing_breaks()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("{\"names\":" + new string('[', 100_000));

        Assert.Single(SheetJson.Read(bytes, SourceText.Of(bytes), "XB").Problems);
    }

    private static Reading ReadCsv(string text) => SheetCsv.Read(SourceText.Of(Encoding.UTF8.GetBytes(text)));

    private static Reading ReadCards(string text) => VCardReading.Read(SourceText.Of(Encoding.UTF8.GetBytes(text)));
}
