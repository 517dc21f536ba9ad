using System.Text.RegularExpressions;
using Halfsilver.Wire;

namespace Halfsilver.Fuzz;

/// <summary>A slow, obvious reading of an answer's head. Null is a refusal.</summary>
internal sealed partial record ReferenceAnswer(
    int Status, string Reason, int Minor, bool KeepAlive, bool Upgrade, BodyFraming Framing, long ContentLength, string Fields)
{
    private const int MostFields = 500;

    public static ReferenceAnswer? Read(string text, bool toHead)
    {
        if (!text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            return null;
        }

        var lines = text[..^4].Split("\r\n");
        var start = StatusLine().Match(lines[0]);
        if (!start.Success || ReferenceRequest.Lines(lines[1..]) is not { Count: <= MostFields } fields)
        {
            return null;
        }

        var minor = start.Groups["minor"].Value[0] - '0';
        if (ReferenceRequest.Options(fields) is not { } options || ReferenceRequest.Frame(fields, minor) is not var (declared, length))
        {
            return null;
        }

        var status = int.Parse(start.Groups["status"].Value);
        var never = status is < 200 or 204;
        var framing = never || toHead || status == 304 ? BodyFraming.None
            : declared == BodyFraming.None ? BodyFraming.UntilClose : declared;
        var keeps = !options.Contains("close", StringComparer.OrdinalIgnoreCase)
            && (minor == 1 || options.Contains("keep-alive", StringComparer.OrdinalIgnoreCase));
        return new(
            status, start.Groups["reason"].Value, minor, framing != BodyFraming.UntilClose && keeps,
            ReferenceRequest.All(fields, "upgrade").Count > 0 && options.Contains("upgrade", StringComparer.OrdinalIgnoreCase),
            framing, never ? -1 : length, ReferenceRequest.Text(fields, options));
    }

    [GeneratedRegex(@"\AHTTP/1\.(?<minor>[01]) (?<status>[1-5][0-9]{2})( (?<reason>[\t\x20-\x7e\x80-\xff]*))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusLine();
}
