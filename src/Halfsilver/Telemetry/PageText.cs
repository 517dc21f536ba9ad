using System.Buffers;
using System.Globalization;
using System.Text;

namespace Halfsilver.Telemetry;

/// <summary>Texts and numbers as the exposition format wants them.</summary>
internal sealed class PageText(IBufferWriter<byte> output)
{
    public PageText Text(ReadOnlySpan<char> text)
    {
        Encoding.UTF8.GetBytes(text, output);
        return this;
    }

    /// <summary>A help text: backslash and line feed are escaped.</summary>
    public PageText Help(string text) => Text(text.Replace(@"\", @"\\").Replace("\n", @"\n"));

    /// <summary>A label value: backslash, line feed and quote are escaped.</summary>
    public PageText Label(string text) => Text(text.Replace(@"\", @"\\").Replace("\n", @"\n").Replace("\"", "\\\""));

    public PageText Number(long value) => Text(value.ToString(CultureInfo.InvariantCulture));

    public PageText Number(double value) => value switch
    {
        double.PositiveInfinity => Text("+Inf"),
        double.NegativeInfinity => Text("-Inf"),
        double.NaN => Text("NaN"),
        _ => Text(value.ToString("R", CultureInfo.InvariantCulture)),
    };
}
