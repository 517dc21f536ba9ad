using System.Collections.Immutable;
using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Fuzz;

/// <summary>Reads octets as a rule: any octets are one, and octets that differ little are rules that do.</summary>
internal sealed class RuleMaker(byte[] input)
{
    private const int Deepest = 6;

    private static readonly string[] s_hosts = ["a.example", "*.example", "A.EXAMPLE", "*", "[::1]", "a.example:80", "b\u00fccher.example", ""];
    private static readonly string[] s_paths = ["/", "/a", "/a/", "/a/b", "/%61", "/%2F", "*", "/\u00e9", "/a?b", "/a%", "", "/a/{x}", "/{*r}", "/{x}/b"];
    private static readonly string[] s_patterns = ["a", "^/a", "(a|b)+$", "[", "a(?=b)", "\\d{2,3}", ".*", "(", "\\b", "a{100000}", "(a*)*b"];
    private static readonly string[] s_names = ["X-A", "x-a", "Cookie", "Host", "bad name", "", "X-Long"];
    private static readonly string[] s_values = ["1", "", "a b", " a", "\u00e9", "a\r\nb", "%41", "close"];
    private static readonly string[] s_methods = ["GET", "get", "POST", "PO ST", ""];
    private static readonly string[] s_networks = ["10.0.0.0/8", "0.0.0.0/0", "::/0", "10.1.2.3", "10.0.0.0/33", "2001:db8::/32", "10.1", "::ffff:10.0.0.0/104", "fe80::1%1/64", "x"];

    private int _at;

    public static string[] Words { get; } = [.. s_hosts.Concat(s_paths).Concat(s_patterns).Concat(s_values).Concat(s_networks).Where(word => word.Length > 0)];

    public Rule Rule(int depth = 0) => (Next() % 16) switch
    {
        0 when depth < Deepest => new AllOf(Several(() => Rule(depth + 1))),
        1 when depth < Deepest => new OneOf(Several(() => Rule(depth + 1))),
        2 when depth < Deepest => new Not(Rule(depth + 1)),
        3 => new HostRule(Text(s_hosts)),
        4 => new HostRegexRule(Text(s_patterns)),
        5 => new PathRule(Text(s_paths)),
        6 => new PathTextPrefixRule(Text(s_paths)),
        7 => new PathPrefixRule(Text(s_paths)),
        8 => new PathTemplateRule(Text(s_paths)),
        9 => new PathRegexRule(Text(s_patterns)),
        10 => new MethodRule(Several(() => Text(s_methods))),
        11 => new HeaderRule(Text(s_names), Test()),
        12 => new QueryRule(Text(s_names), Test()),
        13 => new ClientAddressRule(Several(() => Text(s_networks))),
        _ => AnyRule.Instance,
    };

    /// <summary>What is left, as a request's target.</summary>
    public string Target()
    {
        var text = new StringBuilder("/");
        foreach (var octet in input.AsSpan(Math.Min(_at, input.Length)))
        {
            text.Append(octet is > 0x20 and < 0x7F and not (byte)'#' and not (byte)'%' ? (char)octet : $"%{octet:x2}");
        }

        return text.ToString();
    }

    private ValueTest Test() => (Next() % 4) switch
    {
        0 => ValueTest.Present,
        1 => ValueTest.Absent,
        2 => ValueTest.Is(Text(s_values)),
        _ => ValueTest.Matches(Text(s_patterns)),
    };

    private ImmutableArray<T> Several<T>(Func<T> one)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        for (var count = Next() % 5; count > 0; count--)
        {
            all.Add(one());
        }

        return all.ToImmutable();
    }

    // One of the known, or as many octets as the next one says.
    private string Text(string[] known)
    {
        var choice = Next();
        if (choice < 192)
        {
            return known[choice % known.Length];
        }

        var length = Math.Min(choice - 192, Math.Max(input.Length - _at, 0));
        var text = Encoding.UTF8.GetString(input, Math.Min(_at, input.Length), length);
        _at += length;
        return text;
    }

    private int Next() => _at < input.Length ? input[_at++] : 15;
}
