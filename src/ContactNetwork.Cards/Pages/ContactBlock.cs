using ContactNetwork.Cards.Texts;
using SkiaSharp;

namespace ContactNetwork.Cards.Pages;

/// <summary>A contact point on a card: who, then left the numbers, large, and right the hours and languages, then remarks.</summary>
internal sealed class ContactBlock(CardContact contact, Detail detail)
{
    private const float ReachShare = 0.6f;
    private const float KindWidth = 62;
    private const float Gap = 14;

    public float Put(Pen pen, float y)
    {
        pen.Fill(new SKRect(Paper.Left, y, Paper.Right, y + 2), Paper.Ink);
        y = Who(pen, y + pen.Scaled(4));
        float left = Reaches(pen, y);
        float right = HoursAndLanguages(pen, y);
        y = Math.Max(left, right) + pen.Scaled(2);
        foreach (CardRemark remark in contact.Remarks.Where(remark => remark.Weight >= detail.RemarkMin))
            y = CardPage.Remark(pen, remark, detail, y);
        return y + pen.Scaled(7);
    }

    private float Who(Pen pen, float y)
    {
        CardText heading = contact.Names.FirstOrDefault() ?? contact.Authority.FirstOrDefault() ?? new CardText("", contact.Id);
        y = pen.Put(heading, pen.Style(15, isBold: true), Paper.Left, y, Paper.Room, detail.LinesMax);
        y = pen.PutRow(contact.Names.Skip(1).Take(detail.NamesMax), pen.Style(11), Paper.Left, y, Paper.Room, pen.Scaled(Gap));
        IEnumerable<CardText> authority = contact.Names.IsEmpty ? contact.Authority.Skip(1) : contact.Authority;
        y = pen.PutRow(authority.Take(detail.NamesMax), pen.Style(10, color: Paper.Soft), Paper.Left, y, Paper.Room, pen.Scaled(Gap));
        y = pen.Put(string.Join("   ·   ", contact.Facts), pen.Style(9), Paper.Left, y, Paper.Room, detail.LinesMax);
        if (contact.Desk.Length > 0) y = pen.Put($"Ask for: {contact.Desk}", pen.Style(11, isBold: true), Paper.Left, y + pen.Scaled(1), Paper.Room, detail.LinesMax);
        return y + pen.Scaled(3);
    }

    private float Reaches(Pen pen, float y)
    {
        float kind = pen.Scaled(KindWidth);
        float x = Paper.Left + kind;
        float width = (Paper.Room * ReachShare) - kind - pen.Scaled(8);
        foreach (CardReach reach in contact.Reaches.Take(detail.ReachesMax))
        {
            TextStyle style = reach.IsNumber ? pen.Style(21, isBold: true) : pen.Style(11, isBold: true);
            float drop = reach.IsNumber ? pen.Scaled(11) : pen.Scaled(2);
            pen.Put(reach.Kind, pen.Style(9, isBold: true, Paper.Soft), Paper.Left, y + drop, kind - 4, 2);
            string value = reach.IsNumber ? NumberGroups.Of(reach.Value) : reach.Value;
            float after = pen.Put(value, style, x, y, width, reach.IsNumber ? int.MaxValue : detail.LinesMax);
            string told = detail.HasNotes && reach.Note.Length > 0 ? $"{reach.When}; {reach.Note}" : reach.When;
            y = pen.Put(told, pen.Style(9), x, after - pen.Scaled(reach.IsNumber ? 2 : 0), width, detail.LinesMax) + pen.Scaled(4);
        }

        return y;
    }

    private float HoursAndLanguages(Pen pen, float y)
    {
        float x = Paper.Left + (Paper.Room * ReachShare);
        float width = Paper.Right - x;
        for (int at = 0; at < contact.Hours.Length; at++)
            y = pen.Put(contact.Hours[at], at == 0 ? pen.Style(13, isBold: true) : pen.Style(9.5f), x, y, width, detail.LinesMax);
        y += pen.Scaled(4);
        for (int at = 0; at < contact.Languages.Length; at++)
            y = pen.Put(contact.Languages[at], pen.Style(at == 0 ? 11 : 9.5f, isBold: at == 0), x, y, width, detail.LinesMax);
        return y;
    }
}
