using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>A backend's url_pattern as the plan writes it.</summary>
/// <param name="path">The endpoint's path, whose placeholders may stand in it.</param>
/// <param name="earlier">Names of the calls whose answers are there by then; none where calls go at once.</param>
internal sealed partial class CallTarget(EndpointPath path, IReadOnlyList<string> earlier)
{
    // Octets that stand in no request's target.
    private const string Foreign = "\"<>\\^`|";

    /// <summary>Path and query of a call, or null after saying what is wrong.</summary>
    public string? Of(MapItem backend, string prefix, Faults faults)
    {
        var written = backend.Text("url_pattern") ?? "";
        var fragment = written.IndexOf('#', StringComparison.Ordinal);
        var pattern = prefix + "/" + (fragment < 0 ? written : written[..fragment]).TrimStart('/');
        var at = backend.Entries.GetValueOrDefault("url_pattern") ?? backend;
        var target = new StringBuilder();
        for (var rest = pattern; rest.Length > 0;)
        {
            var open = rest.IndexOf('{', StringComparison.Ordinal);
            var close = open < 0 ? -1 : rest.IndexOf('}', open);
            Literal(open < 0 || close < 0 ? rest : rest[..open], target);
            if (open < 0 || close < 0)
            {
                break;
            }

            if (Placeholder(rest[(open + 1)..close], out var fault) is not { } put)
            {
                faults.Say(at, fault);
                return null;
            }

            target.Append('{').Append(put).Append('}');
            rest = rest[(close + 1)..];
        }

        var whole = target.ToString();
        return path.HasRest && whole.EndsWith("/*", StringComparison.Ordinal) ? whole[..^1] + "{*rest}" : whole;
    }

    private string? Placeholder(string name, out string fault)
    {
        fault = "";
        if (path.Parameter(name) is { } parameter)
        {
            return parameter;
        }

        if (Response().Match(name) is { Success: true } response)
        {
            var number = int.TryParse(response.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : int.MaxValue;
            fault = $"{{{name}}} stands for an answer that is not there by then; sequential: true, and the number of a backend before this one, from 0, shadows not counted";
            return number < earlier.Count ? $"{earlier[number]}:{response.Groups["way"].Value}" : null;
        }

        fault = name.StartsWith("JWT.", StringComparison.Ordinal)
            ? $"{{{name}}} stands for a claim of a token, and tokens are not read here"
            : $"{{{name}}} is no placeholder of the endpoint{Known()}";
        return null;
    }

    private string Known() => path.Placeholders.Any() ? $"; it has {string.Join(", ", path.Placeholders.Select(name => $"{{{char.ToLowerInvariant(name[0])}{name[1..]}}}"))}" : "; it has none";

    private static void Literal(string text, StringBuilder target)
    {
        Span<byte> octets = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c > ' ' && c < 0x7F && c is not ('{' or '}') && !Foreign.Contains(c, StringComparison.Ordinal)
                && (c != '%' || (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))))
            {
                target.Append(c);
                continue;
            }

            var rune = Rune.TryGetRuneAt(text, i, out var whole) ? whole : Rune.ReplacementChar;
            i += rune.Utf16SequenceLength - 1;
            foreach (var octet in octets[..rune.EncodeToUtf8(octets)])
            {
                target.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }
    }

    [GeneratedRegex(@"\A[Rr]esp(?<number>[0-9]{1,3})_(?<way>.{1,200})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Response();
}
