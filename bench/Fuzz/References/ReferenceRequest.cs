using System.Text.RegularExpressions;
using Halfsilver.Wire;

namespace Halfsilver.Fuzz;

/// <summary>A slow, obvious reading of a request head, from the RFCs' grammar and not from the fast parser. Null is a refusal.</summary>
internal sealed partial record ReferenceRequest(
    string Method, string Target, string Path, string Query, string Authority, TargetForm Form, int Minor, bool KeepAlive,
    bool Upgrade, bool ExpectsContinue, BodyFraming Framing, long ContentLength, string Fields)
{
    private const string Token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static readonly string[] Fixed =
    [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "proxy-authorization",
        "proxy-authenticate", "http2-settings",
    ];

    private static readonly string[] Protected =
        ["host", "content-length", "transfer-encoding", "content-type", "authorization", "cookie", "via", "forwarded"];

    public static ReferenceRequest? Read(string text)
    {
        if (!text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            return null;
        }

        var lines = text[..^4].Split("\r\n");
        var start = RequestLine().Match(lines[0]);
        if (!start.Success || lines[0].AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            return null;
        }

        if (Lines(lines[1..]) is not { } fields)
        {
            return null;
        }

        var minor = start.Groups["minor"].Value[0] - '0';
        var target = ReferenceTarget.Read(start.Groups["method"].Value, start.Groups["target"].Value);
        var options = Options(fields);
        var hosts = All(fields, "host");
        if (target is null || options is null || hosts.Count > 1 || (hosts.Count == 0 && minor == 1) || !hosts.All(ReferenceTarget.IsHost))
        {
            return null;
        }

        if (Frame(fields, minor) is not var (framing, length) || Expects(fields, minor) is not { } expects)
        {
            return null;
        }

        return new(
            start.Groups["method"].Value, start.Groups["target"].Value, target.Path, target.Query, target.Authority ?? hosts.FirstOrDefault() ?? "", target.Form,
            minor,
            !options.Contains("close", StringComparer.OrdinalIgnoreCase)
                && (minor == 1 || options.Contains("keep-alive", StringComparer.OrdinalIgnoreCase)),
            minor == 1 && All(fields, "upgrade").Count > 0 && options.Contains("upgrade", StringComparer.OrdinalIgnoreCase),
            expects && (framing == BodyFraming.Chunked || length > 0),
            framing, length,
            Text(fields, options));
    }

    internal static List<(string Name, string Value)>? Lines(string[] lines)
    {
        var fields = new List<(string Name, string Value)>();
        foreach (var line in lines)
        {
            var match = FieldLine().Match(line);
            if (!match.Success)
            {
                return null;
            }

            fields.Add((match.Groups["name"].Value, match.Groups["value"].Value.Trim(' ', '\t')));
        }

        return fields;
    }

    /// <summary>The fields in words, and which of them are one hop's only.</summary>
    internal static string Text(List<(string Name, string Value)> fields, List<string> options)
    {
        var hops = Fixed.Concat(options).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return string.Join('\n', fields.Select(field => $"{field.Name}|{field.Value}|{hops.Contains(field.Name)}"));
    }

    internal static List<string> All(List<(string Name, string Value)> fields, string name) =>
        [.. fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value)];

    internal static List<string>? Options(List<(string Name, string Value)> fields)
    {
        var options = All(fields, "connection").SelectMany(value => value.Split(',')).Select(option => option.Trim(' ', '\t'))
            .Where(option => option.Length > 0).ToList();
        var bad = options.Count > 64 || options.Any(option => !IsToken().IsMatch(option)
            || Protected.Contains(option, StringComparer.OrdinalIgnoreCase)
            || option.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase)
            || option.StartsWith("halfsilver-", StringComparison.OrdinalIgnoreCase));
        return bad ? null : options;
    }

    internal static (BodyFraming Framing, long Length)? Frame(List<(string Name, string Value)> fields, int minor)
    {
        var lengths = All(fields, "content-length");
        var encodings = All(fields, "transfer-encoding");
        return (lengths.Count, encodings.Count) switch
        {
            (0, 0) => (BodyFraming.None, -1),
            (0, 1) when minor == 1 && encodings[0].Equals("chunked", StringComparison.OrdinalIgnoreCase) => (BodyFraming.Chunked, -1),
            (1, 0) when Digits().IsMatch(lengths[0]) && long.TryParse(lengths[0], out var length) => (BodyFraming.Length, length),
            _ => null,
        };
    }

    private static bool? Expects(List<(string Name, string Value)> fields, int minor)
    {
        var expects = All(fields, "expect");
        if (minor == 0 || expects.Count == 0)
        {
            return false;
        }

        return expects.Count == 1 && expects[0].Equals("100-continue", StringComparison.OrdinalIgnoreCase) ? true : null;
    }

    [GeneratedRegex($@"\A(?<method>{Token}) (?<target>[\x21\x22\x24-\x7e\x80-\xff]+) HTTP/1\.(?<minor>[01])\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RequestLine();

    [GeneratedRegex($@"\A(?<name>{Token}):(?<value>[\t\x20-\x7e\x80-\xff]*)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FieldLine();

    [GeneratedRegex($@"\A{Token}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IsToken();

    [GeneratedRegex(@"\A[0-9]{1,19}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Digits();
}
