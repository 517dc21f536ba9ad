using System.Text;

namespace Halfsilver.Fuzz;

/// <summary>Text made of what senders write, and damaged the way attackers do. The same seed gives the same text.</summary>
internal sealed class Damage(int seed)
{
    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "POST", "OPTIONS", "CONNECT", "purge", "M-SEARCH"];

    private static readonly string[] Targets =
    [
        "/", "/", "/a/b?c=d", "/%41?%42", "*", "http://a.example", "HTTP://b.example:81/x?y", "https://[::1]?q", "a.example:443", "//x", "/a%2", "/\xE9?\xFF",
        "http://u@h/", "/a?b?c", "/?", "http://a.example/%zz",
    ];

    private static readonly string[] Versions = ["1.1", "1.1", "1.1", "1.1", "1.1", "1.0", "1.0", "1.2", "2.0"];

    private static readonly string[] HostLines =
    [
        "Host: a.example", "host:a.example:80", "HOST:\t[2001:db8::1]:8080 ", "Host: 1.2.3.4", "Host: a%41b", "Host: [::ffff:1.2.3.4]", "Host: a_b~c",
        "Host: a.example:65535", "Host: a.example:65536", "Host:", "Host: [1:2:3:4:5:6:7:8]",
    ];

    private static readonly string[] Others =
    [
        "User-Agent: x", "Accept: */*", "A:", "X-A: \xE9 b", "Cookie: a=b; c=d", "Connection: close", "connection: keep-alive, X-A", "Connection: Upgrade", "Upgrade: websocket",
        "Connection: ,x-a,, User-Agent", "Connection: Cookie", "TE: trailers", "Keep-Alive: timeout=5", "Trailer: A", "Proxy-Authorization: b", "HTTP2-Settings: AA",
        "Expect: 100-continue", "Expect: 100-Continue", "Content-Length: 5", "content-length: 0", "Content-Length: 9223372036854775807", "Content-Length: 9223372036854775808",
        "Transfer-Encoding: chunked", "Transfer-Encoding: Chunked ", "Transfer-Encoding: gzip", "X-Forwarded-For: 1.2.3.4", "Via: 1.1 a", "Halfsilver-Copy: 1", "Host: b.example",
        "Content-Length: 0000000000000000000", "Content-Length: 00000000000000000001",
    ];

    private static readonly string[] Sizes = ["5\r\nhello\r\n", "1\r\nx\r\n", "a\r\n0123456789\r\n", "05;a=b\r\nhello\r\n", "2;a;b=\"c\\\"d\"\r\nhi\r\n", "3\r\n\r\n0\r\n"];

    private static readonly string[] Trailers = ["A: b\r\n", "Content-Length: 3\r\n", "X-Checksum:\t\xE9 1 \r\n", "Host: a\r\n", "Halfsilver-X: y\r\n", "Set-Cookie: a\r\n"];

    private const string Octets = "\r\n\t :;,=\"\\%/?#@*[]()0159afgAFZ._-+\0\x01\x0b\x7f\x80\xE9\xFF";

    private readonly Random _random = new(seed);

    public string Head()
    {
        var text = new StringBuilder();
        text.Append(Any(Methods)).Append(' ').Append(Any(Targets)).Append(" HTTP/").Append(Any(Versions)).Append("\r\n");
        var hosts = _random.Next(12) switch { 0 => 0, 1 => 2, _ => 1 };
        var lines = new List<string>();
        for (var i = 0; i < hosts; i++)
        {
            lines.Add(Any(HostLines));
        }

        for (var i = _random.Next(5); i > 0; i--)
        {
            lines.Insert(_random.Next(lines.Count + 1), Any(Others));
        }

        foreach (var line in lines)
        {
            text.Append(line).Append("\r\n");
        }

        text.Append("\r\n");
        return Spoil(text, _random.Next(3) == 0 ? _random.Next(1, 4) : 0);
    }

    public string Chunks()
    {
        var text = new StringBuilder();
        for (var i = _random.Next(4); i > 0; i--)
        {
            text.Append(Any(Sizes));
        }

        text.Append("0\r\n");
        for (var i = _random.Next(3); i > 0; i--)
        {
            text.Append(Any(Trailers));
        }

        text.Append("\r\n");
        return Spoil(text, _random.Next(2) == 0 ? _random.Next(1, 3) : 0);
    }

    public int Next(int limit) => _random.Next(limit);

    private string Spoil(StringBuilder text, int times)
    {
        for (; times > 0 && text.Length > 4; times--)
        {
            var at = _random.Next(text.Length);
            switch (_random.Next(5))
            {
                case 0:
                    text[at] = Octets[_random.Next(Octets.Length)];
                    break;
                case 1:
                    text.Insert(at, Octets[_random.Next(Octets.Length)]);
                    break;
                case 2:
                    text.Remove(at, 1);
                    break;
                case 3:
                    text[at] = (char)(text[at] ^ (1 << _random.Next(8)));
                    break;
                default:
                    text.Insert(_random.Next(text.Length), text.ToString(at, Math.Min(_random.Next(1, 12), text.Length - at)));
                    break;
            }
        }

        return text.ToString();
    }

    private string Any(string[] choices) => choices[_random.Next(choices.Length)];
}
