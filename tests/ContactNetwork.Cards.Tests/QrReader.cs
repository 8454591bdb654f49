using System.Globalization;
using SkiaSharp;

namespace ContactNetwork.Cards.Tests;

/// <summary>Reads QR codes out of pictures with a reader that is not ours.</summary>
internal static class QrReader
{
    private static readonly string Program = FindProgram();

    public static string Read(string picture)
    {
        using SKBitmap bitmap = SKBitmap.Decode(picture);
        using SKBitmap plain = bitmap.Copy(SKColorType.Rgba8888);
        string pixels = picture + ".rgba";
        File.WriteAllBytes(pixels, plain.Bytes);
        return Pdf.Run(Program, string.Create(CultureInfo.InvariantCulture, $"{plain.Width} {plain.Height} {pixels}"));
    }

    private static string FindProgram()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string program = Path.Combine(folder.FullName, "eng", "printing.sh");
            if (File.Exists(program)) return program;
        }

        throw new InvalidOperationException("These tests run only inside a clone.");
    }
}
