using System.Collections;
using QRCoder;
using SkiaSharp;

namespace ContactNetwork.Cards.Pages;

/// <summary>Draws a QR code as black bars, sharp at any size. A quarter of it may be worn.</summary>
internal static class QrPicture
{
    public static void Draw(SKCanvas canvas, string text, float x, float y, float size)
    {
        using var generator = new QRCodeGenerator();
        using QRCodeData data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.Q);
        List<BitArray> rows = data.ModuleMatrix;
        float module = size / rows.Count;
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = false };
        for (int row = 0; row < rows.Count; row++)
        {
            int start = 0;
            while (start < rows[row].Count)
            {
                if (!rows[row][start])
                {
                    start++;
                    continue;
                }

                int end = start;
                while (end < rows[row].Count && rows[row][end]) end++;
                canvas.DrawRect(new SKRect(x + (start * module), y + (row * module), x + (end * module), y + ((row + 1) * module)), paint);
                start = end;
            }
        }
    }
}
