using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ContactNetwork.Cards.Fonts;

namespace ContactNetwork.Cards.Tests;

/// <summary>A printed document, looked at from outside with poppler's tools.</summary>
internal sealed partial class Pdf : IDisposable
{
    private Pdf(string folder) => Folder = folder;

    public string Folder { get; }

    public string File => Path.Combine(Folder, "document.pdf");

    public static Pdf OfCard(CountryCard card) => Of((output, fonts) => CardPrinter.PrintCard(output, card, fonts, Samples.Printed));

    public static Pdf OfBooklet(IEnumerable<CountryCard> cards) => Of((output, fonts) => CardPrinter.PrintBooklet(output, cards, fonts, Samples.Printed));

    public int Pages => int.Parse(PageCount().Match(Run("pdfinfo", File)).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>The text in reading order, with letters of one glyph spelled out, without marks of direction and line ends.</summary>
    public string Text(int? page = null)
    {
        string range = page is { } one ? string.Create(CultureInfo.InvariantCulture, $"-f {one} -l {one} ") : "";
        string text = Run("pdftotext", $"{range}-layout {File} -");
        string plain = new([.. text.Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.Format)]);
        return Blanks().Replace(plain.Normalize(NormalizationForm.FormKC), " ");
    }

    /// <summary>Makes a picture of a page; returns its file.</summary>
    public string Picture(int page, int dotsPerInch)
    {
        string name = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"page-{page}"));
        Run("pdftoppm", string.Create(CultureInfo.InvariantCulture, $"-png -singlefile -r {dotsPerInch} -f {page} -l {page} {File} {name}"));
        return name + ".png";
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public static string Run(string program, string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static Pdf Of(Action<Stream, FontShelf> print)
    {
        var pdf = new Pdf(Directory.CreateTempSubdirectory("contact-network-cards-").FullName);
        using FontShelf fonts = FontShelf.Open([]);
        using FileStream output = System.IO.File.Create(pdf.File);
        print(output, fonts);
        return pdf;
    }

    [GeneratedRegex(@"^Pages:\s+(\d+)$", RegexOptions.Multiline)]
    private static partial Regex PageCount();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
