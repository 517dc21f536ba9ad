using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Shapes;

/// <summary>Shapes that many keys share.</summary>
internal static class Kinds
{
    public const string Anything = "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$";
    public const string LinesPattern = "^[^\\x00]*$";
    public const string PathPattern = "^/[^\\x00-\\x20\\x7f?#]*$";
    public const string NamePattern = "^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,127}$";
    public const string NameWords = "letters, digits, _ . @ and -, at most 128, not beginning with . @ or -";
    public const string TokenPattern = "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$";

    private const long UsualSize = 1024 * 1024;

    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(5);

    /// <summary>A name that people give.</summary>
    public static TextShape Name { get; } = new("name", NamePattern, NameWords, ["orders-v2"], ["", "a b", "-x"]);

    /// <summary>A field's name.</summary>
    public static TextShape FieldName { get; } = new("field name", TokenPattern, "letters, digits and -", ["x-env"], ["", "a b", "a:b"]);

    /// <summary>A field's value, or a value to compare with.</summary>
    public static TextShape FieldValue { get; } =
        new("value", Anything, "any text without control characters", ["shadow"], ["a\nb", "a\0"]) { Loose = true };

    /// <summary>Any text.</summary>
    public static TextShape Text { get; } = new("text", Anything, "any text without control characters", ["text"], ["a\0"]);

    /// <summary>Text of several lines.</summary>
    public static TextShape Lines { get; } = new("text", LinesPattern, "any text", ["gone fishing"], ["a\0"]);

    /// <summary>A file's name.</summary>
    public static TextShape FileName { get; } = new("file name", "^[^\\x00-\\x1f]+$", "a path", ["tls.crt"], ["", "a\nb"]);

    /// <summary>A certificate or a key: a PEM file's name, or the PEM text itself.</summary>
    public static TextShape Pem { get; } = new(
        "file name, or PEM text", "^([^\\x00-\\x1f]+|[^\\x00]*-----BEGIN [^\\x00]*)$", "a path, or the text of a PEM file", ["tls.crt", "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"], ["", "a\nb"]);

    /// <summary>A path, or a prefix of one.</summary>
    public static TextShape PathText { get; } =
        new("path", PathPattern, "a text that begins with / and has no space, ? or #", ["/orders"], ["orders", "/a?b", "/a b", ""]);

    /// <summary>A path with parameters.</summary>
    public static TextShape Template { get; } = new(
        "path template", PathPattern, "a path whose segments may be {name}, the last one {*rest}",
        ["/orders/{id}", "/files/{*rest}"], ["orders/{id}", "", "/a b", "/{a"])
    {
        Check = text => PlanFault(problems => PathTemplate.Parse(text, "", problems)),
    };

    /// <summary>A regular expression.</summary>
    public static TextShape Pattern { get; } = new("regular expression", "^[^\\x00]+$", "a regular expression", ["^/orders/[0-9]+$"], ["", "(", "(?=a)"])
    {
        Check = text => PlanFault(problems => LinearRegex.Check(text, "", problems)),
    };

    /// <summary>A method.</summary>
    public static TextShape Method { get; } = new("method", "^[!#$%&'*+.^_`|~0-9A-Z-]{1,32}$", "capital letters", ["GET"], ["get", "", "GE T"]);

    /// <summary>A host that rules name.</summary>
    public static TextShape RuleHost { get; } = new(
        "host", @"^(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$|^\[[0-9A-Fa-f:.]+\]$", "a name as shop.example.com or *.example.com, without a port",
        ["shop.example.com", "*.example.com"], ["", "a b", "a:80", "*", "http://a"])
    {
        Check = text => HostPattern.Check(text, "")?.Message,
    };

    /// <summary>A host that is dialled.</summary>
    public static TextShape Host { get; } = new(
        "host", "^[A-Za-z0-9_.:-]{1,253}$", "a name or an IP address (IPv6 without brackets)", ["orders.internal", "::1"], ["", "a b", "a:80", "http://a"])
    {
        Check = text => Addresses.IsHost(text) ? null : $"\"{text}\" is not a host; use a name or an IP address, without scheme and port",
    };

    /// <summary>Which Host is sent.</summary>
    public static TextShape SentHost { get; } = new(
        "host", @"^[A-Za-z0-9_.:\[\]-]{1,259}$", "preserve (the client's), service (the endpoint's) or a literal host", ["preserve", "service", "v2.example.com"], ["", "a b"]);

    /// <summary>A network of clients.</summary>
    public static TextShape Network { get; } = new("network", "^[0-9A-Fa-f:./]+$", "CIDR notation as 10.0.0.0/8", ["10.0.0.0/8", "::1"], ["", "home", "10.0.0.0/99"])
    {
        Check = text => Addresses.IsNetwork(text) ? null : $"\"{text}\" is not a network; use CIDR notation as 10.0.0.0/8 or fd00::/8",
    };

    /// <summary>A media type.</summary>
    public static TextShape MediaType { get; } = new(
        "media type", "^[!#$&^_.+0-9A-Za-z-]+/([!#$&^_.+0-9A-Za-z-]+|\\*)$", "type/subtype without parameters", ["application/json"], ["", "json", "a/b; c"]);

    /// <summary>An address to listen on.</summary>
    public static ParsedShape Listen { get; } =
        new("address to listen on", Notation.ListenPattern, Addresses.Listen, [":8000", "127.0.0.1:8000", "[::1]:80", ":0"], ["8000", ":65536", "::1:80", "", ":"]);

    /// <summary>The same for the admin side, whose examples stay on this machine.</summary>
    public static ParsedShape AdminListen { get; } =
        new("address to listen on", Notation.ListenPattern, Addresses.Listen, ["127.0.0.1:8080", "[::1]:8080", "127.0.0.1:0"], ["8080", ":65536", ""]);

    /// <summary>A host with a port.</summary>
    public static ParsedShape Pinned { get; } =
        new("host, with or without a port", @"^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.%]+\])(:[0-9]+)?$|^[0-9A-Fa-f:.]+$", Addresses.Pinned, ["127.0.0.1:9001", "[::1]:9001", "127.0.0.1"], [":80", "", "a:0"]);

    /// <summary>An endpoint's URL.</summary>
    public static ParsedShape Url { get; } = new(
        "URL", Notation.UrlPattern, Addresses.Endpoint, ["http://10.0.0.11:8000", "https://v2.example.com", "http://[::1]"],
        ["10.0.0.11:8000", "ftp://a", "http://", "http://a/b", "http://u@a", "http://a:0"]);

    /// <summary>A share in percent.</summary>
    public static DecimalShape Percent { get; } = new("percentage", 0, 100, 4);

    /// <summary>A share as a fraction.</summary>
    public static ParsedShape Fraction { get; } =
        new("fraction", Notation.FractionPattern, Notation.Fraction, ["1/400", "0/1", "1/1"], ["1", "3/2", "1/0", "-1/2", "1/9999999"]);

    /// <summary>A percentage with its sign.</summary>
    public static ParsedShape PercentText { get; } =
        new("percentage with its sign", Notation.PercentTextPattern, Notation.PercentText, ["20%", "0.03%"], ["20", "101%", "-1%", "%"]);

    /// <summary>A weight.</summary>
    public static IntegerShape Weight { get; } = new(0, 1_000_000);

    /// <summary>A port's number.</summary>
    public static IntegerShape PortNumber { get; } = new(1, 65_535);

    /// <summary>True or false.</summary>
    public static BoolShape Bool { get; } = new();

    /// <summary>A port by number, by name, or <c>dynamic</c>.</summary>
    public static ParsedShape PortRef { get; } = new(
        "port by name or number", NamePattern, text => text.Length is > 0 and <= 128 ? new Parsed(text) : new Parsed(null, "names no port; use a name, a number or dynamic"),
        ["http", 8000, "8000", "dynamic"], [""])
    { OrNumber = true, OrQuoted = true };

    // The engine's own check, so that what a file may hold and what a plan may hold never differ.
    public static string? PlanFault(Action<ICollection<Problem>> check)
    {
        var problems = new List<Problem>();
        check(problems);
        return problems.Count == 0 ? null : problems[0].Message;
    }

    /// <summary>A duration within bounds.</summary>
    public static ParsedShape Duration(TimeSpan? least = null, TimeSpan? most = null)
    {
        var (from, to) = (least ?? TimeSpan.FromMilliseconds(1), most ?? TimeSpan.FromHours(24));
        return new ParsedShape(
            $"duration from {Notation.Text(from)} to {Notation.Text(to)}", Notation.DurationPattern, text => Notation.Duration(text, from, to),
            [Notation.Text(UsualTime >= from && UsualTime <= to ? UsualTime : to), Notation.Text(from), Notation.Text(to)], ["5", "5x", "", "-1s", "9999999999999999h", 5]);
    }

    /// <summary>A number of bytes within bounds.</summary>
    public static ParsedShape Size(long least, long most, bool orUnlimited = false, Func<object, string?>? laterIf = null)
    {
        var words = $"size from {Notation.Size(least)} to {Notation.Size(most)}" + (orUnlimited ? ", or unlimited" : "");
        var usual = Notation.Size(Math.Clamp(UsualSize, least, most));
        var pattern = orUnlimited ? $"{Notation.SizePattern}|^unlimited$" : Notation.SizePattern;
        return new ParsedShape(
            words, pattern, text => Notation.Size(text, least, most, orUnlimited),
            orUnlimited ? [usual, Notation.Size(most), least, "unlimited"] : [usual, Notation.Size(most), least], ["5x", "", "-1", "9999999999TiB", -1, 1.5])
        {
            OrNumber = true,
            LaterIf = laterIf,
        };
    }
}
