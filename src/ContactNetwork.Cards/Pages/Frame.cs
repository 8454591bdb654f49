using System.Globalization;
using ContactNetwork.Cards.Texts;
using SkiaSharp;

namespace ContactNetwork.Cards.Pages;

/// <summary>What stands at the head and foot of every page: marking, exercise band, what the page is, when it was printed.</summary>
/// <param name="Marking">Who may read the page.</param>
/// <param name="IsExercise">It is of an exercise.</param>
/// <param name="Title">What the page is, at the head.</param>
/// <param name="Origin">What it was printed from, at the foot.</param>
/// <param name="Digest">The digest of that; empty for none.</param>
/// <param name="PrintedTime">When it was printed.</param>
/// <param name="PageNumber">The page, from 1.</param>
/// <param name="PageCount">All pages.</param>
internal sealed record Frame(
    CardMarking Marking,
    bool IsExercise,
    string Title,
    string Origin,
    string Digest,
    DateTimeOffset PrintedTime,
    int PageNumber,
    int PageCount)
{
    private const string Exercise = "EXERCISE   EXERCISE   EXERCISE";
    private const int DigestGroup = 4;
    private const float BandHeight = 16;

    /// <summary>Head and foot never shrink.</summary>
    private const float FullSize = 1;

    public void Draw(TextPainter painter, SKCanvas canvas)
    {
        var pen = new Pen(painter, canvas, FullSize);
        if (IsExercise) DrawExercise(pen);
        pen.Put(Title, pen.Style(9, isBold: true, Paper.Soft), Paper.Left, 31, Paper.Room);
        DrawMarking(pen, 28);
        float foot = Paper.Height - 52;
        pen.Fill(new SKRect(Paper.Left, foot - 4, Paper.Right, foot - 3.4f), Paper.Rule);
        string printed = PrintedTime.UtcDateTime.ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);
        pen.Put($"{Origin}   Printed {printed} UTC   Page {PageNumber} of {PageCount}", pen.Style(8, isBold: true), Paper.Left, foot, Paper.Room - 110);
        if (Digest.Length > 0) pen.Put("Digest " + Grouped(Digest), pen.Style(6.4f, color: Paper.Soft), Paper.Left, foot + 12, Paper.Room - 110);
        DrawMarking(pen, foot);
    }

    private void DrawMarking(Pen pen, float y)
    {
        string words = Markings.Words(Marking);
        TextStyle style = pen.Style(12, isBold: true, Markings.Color(Marking));
        float width = pen.Painter.Width(new CardText("en", words), style);
        pen.Fill(new SKRect(Paper.Right - width - 12, y, Paper.Right, y + 18), SKColors.Black);
        pen.Put(words, style, Paper.Right - width - 6, y + 1.5f, Paper.Room);
    }

    private static void DrawExercise(Pen pen)
    {
        foreach (float y in (float[])[0, Paper.Height - BandHeight])
        {
            pen.Fill(new SKRect(0, y, Paper.Width, y + BandHeight), SKColors.Black);
            TextStyle style = pen.Style(10, isBold: true, SKColors.White);
            float width = pen.Painter.Width(new CardText("en", Exercise), style);
            pen.Put(Exercise, style, (Paper.Width - width) / 2, y + 1.5f, Paper.Width);
        }
    }

    private static string Grouped(string digest) =>
        string.Join(' ', digest.Chunk(DigestGroup).Select(group => new string(group)));
}
