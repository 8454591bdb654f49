using System.Globalization;
using ContactNetwork.Cards.Texts;
using SkiaSharp;

namespace ContactNetwork.Cards.Pages;

/// <summary>One country's card: head with names and QR code, its contact points, what to know before asking.</summary>
internal sealed class CardPage(CountryCard card, Detail detail, float scale)
{
    private const float QrSize = 92;
    private const float CodeBox = 62;
    private const float HeadingWidth = 108;
    private const float RowNumberShare = 0.52f;
    private const float RowWhenShare = 0.8f;

    public CountryCard Card => card;

    public bool Fits(TextPainter painter) => Run(new Pen(painter, null, scale)) <= Paper.Bottom;

    public void Draw(TextPainter painter, SKCanvas canvas) => Run(new Pen(painter, canvas, scale));

    /// <summary>What the foot of the page names as its origin.</summary>
    public string Origin => string.Create(CultureInfo.InvariantCulture, $"{card.Country} version {card.Version} of {Day(card.MadeTime)}");

    private float Run(Pen pen)
    {
        if (card.IsExercise) Watermark(pen);
        float y = Head(pen);
        foreach (CardContact contact in card.Contacts.Take(detail.ContactsMax)) y = new ContactBlock(contact, detail).Put(pen, y);
        y = FurtherContacts(pen, y);
        CardRemark[] remarks = [.. card.Remarks.Where(remark => remark.Weight >= detail.RemarkMin)];
        if (remarks.Length > 0)
        {
            y = Section(pen, "BEFORE YOU ASK", y + pen.Scaled(2));
            foreach (CardRemark remark in remarks) y = Remark(pen, remark, detail, y);
        }

        return LeftOut() is { Length: > 0 } missing ? Notice(pen, missing, y + pen.Scaled(4)) : y;
    }

    /// <summary>What has no room of its own still has its line: name, first number, when that is answered.</summary>
    private float FurtherContacts(Pen pen, float y)
    {
        CardContact[] further = [.. card.Contacts.Skip(detail.ContactsMax).Take(detail.RowsMax)];
        if (further.Length == 0) return y;
        y = Section(pen, "FURTHER CONTACT POINTS", y);
        float number = Paper.Left + (Paper.Room * RowNumberShare);
        float when = Paper.Left + (Paper.Room * RowWhenShare);
        foreach (CardContact contact in further)
        {
            CardReach? reach = contact.Reaches.FirstOrDefault(reach => reach.IsNumber) ?? contact.Reaches.FirstOrDefault();
            CardText name = contact.Names.Concat(contact.Authority).FirstOrDefault() ?? new CardText("", contact.Id);
            float after = pen.Put(name, pen.Style(11), Paper.Left, y, number - Paper.Left - 8, 1);
            string value = reach is null ? "no channel" : reach.IsNumber ? NumberGroups.Of(reach.Value) : reach.Value;
            pen.Put(value, pen.Style(12, isBold: true), number, y - pen.Scaled(1), when - number - 8, 1);
            pen.Put(reach?.When ?? "", pen.Style(9), when, y + pen.Scaled(1), Paper.Right - when, 1);
            y = after + pen.Scaled(2.5f);
        }

        return y + pen.Scaled(4);
    }

    public static float Remark(Pen pen, CardRemark remark, Detail detail, float y)
    {
        float width = pen.Scaled(HeadingWidth);
        float head = pen.Put(remark.Heading, pen.Style(9, isBold: true), Paper.Left, y, width - pen.Scaled(6), detail.LinesMax);
        float text = pen.Put(remark.Text, pen.Style(9), Paper.Left + width, y, Paper.Room - width, detail.LinesMax);
        return Math.Max(head, text) + pen.Scaled(1.5f);
    }

    private float Head(Pen pen)
    {
        float y = Paper.Top;
        DrawCodes(pen, y);
        float x = Paper.Left + CodeBox + 12;
        float width = Paper.Right - QrSize - 10 - x;
        CardText name = card.Names.FirstOrDefault() ?? new CardText("", card.Country);
        float at = pen.Put(name, new TextStyle(24, true, Paper.Ink), x, y - 4, width, 2);
        at = pen.PutRow(card.Names.Skip(1).Take(detail.NamesMax), pen.Style(12), x, at, width, pen.Scaled(14));
        at = pen.Put($"Version {card.Version}, made {Day(card.MadeTime)}", new TextStyle(9, true, Paper.Ink), x, at + 2, width);
        if (detail.RemarkMin <= RemarkWeight.Useful) at = pen.Put(card.StatusNote, pen.Style(8.5f, color: Paper.Soft), x, at, width);
        if (card.Contacts.IsEmpty)
            at = pen.Put("NO CONTACT POINT: see below where to turn.", new TextStyle(13, true, Paper.Ink), x, at + 4, width);
        return Math.Max(at, y + QrSize + 11) + pen.Scaled(6);
    }

    private static void Watermark(Pen pen)
    {
        if (pen.Canvas is not { } canvas) return;
        const string Word = "EXERCISE";
        var style = new TextStyle(110, true, Paper.Pale);
        float width = pen.Painter.Width(new CardText("en", Word), style);
        canvas.Save();
        canvas.RotateDegrees(-52, Paper.Width / 2, Paper.Height / 2);
        pen.Put(Word, style, (Paper.Width - width) / 2, (Paper.Height - style.Size) / 2, Paper.Height);
        canvas.Restore();
    }

    private void DrawCodes(Pen pen, float y)
    {
        pen.Fill(new SKRect(Paper.Left, y, Paper.Left + CodeBox, y + CodeBox), SKColors.Black);
        var style = new TextStyle(36, true, SKColors.White);
        float width = pen.Painter.Width(new CardText("", card.Country), style);
        pen.Put(card.Country, style, Paper.Left + ((CodeBox - width) / 2), y + 12, Paper.Room);
        if (pen.Canvas is null) return;
        var code = new CardCode(card.Country, card.Version, card.Digest);
        // The picture brings its own white edge; it may reach into the margin.
        QrPicture.Draw(pen.Canvas, code.ToString(), Paper.Right - QrSize + 6, y - 6, QrSize);
        pen.PutRight("cn directory verify-card", new TextStyle(6.5f, false, Paper.Soft), Paper.Right, y + QrSize - 9);
    }

    private static float Section(Pen pen, string heading, float y)
    {
        pen.Fill(new SKRect(Paper.Left, y, Paper.Right, y + 1.5f), Paper.Ink);
        return pen.Put(heading, pen.Style(9.5f, isBold: true), Paper.Left, y + pen.Scaled(4), Paper.Room) + pen.Scaled(1);
    }

    private static float Notice(Pen pen, string text, float y)
    {
        pen.Fill(new SKRect(Paper.Left, y, Paper.Left + 3, y + pen.Scaled(22)), Paper.Ink);
        return pen.Put(text, pen.Style(9, isBold: true), Paper.Left + 9, y, Paper.Room - 9, 4);
    }

    private string LeftOut()
    {
        List<string> missing = [];
        int further = Math.Max(0, card.Contacts.Length - detail.ContactsMax);
        if (further > detail.RowsMax) missing.Add($"{further - detail.RowsMax} of {card.Contacts.Length} contact points");
        if (further > 0) missing.Add("the records of further contact points");
        if (card.Contacts.Take(detail.ContactsMax).Any(contact => contact.Reaches.Length > detail.ReachesMax)) missing.Add("further channels");
        bool hasLighter = card.Remarks.Concat(card.Contacts.SelectMany(contact => contact.Remarks)).Any(remark => remark.Weight < detail.RemarkMin);
        if (hasLighter) missing.Add("remarks");
        if (!detail.HasNotes) missing.Add("notes and further names; long texts are cut");
        else if (detail.NamesMax < int.MaxValue && HasMoreNames()) missing.Add("further names");
        return missing.Count == 0 ? "" : $"NOT ON THIS PAGE, FOR WANT OF ROOM: {string.Join(", ", missing)}. All of it: cn directory show {card.Country}";
    }

    private bool HasMoreNames() => card.Names.Length - 1 > detail.NamesMax
        || card.Contacts.Any(contact => contact.Names.Length - 1 > detail.NamesMax || contact.Authority.Length - 1 > detail.NamesMax);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
