using System.Text;

namespace TestKit;

/// <summary>Requests that two readers could understand differently, by class; used against the parser and against the whole gateway.</summary>
public static class MalformedRequests
{
    private const string Start = "GET / HTTP/1.1\r\n";
    private const string Host = "Host: a.example\r\n";

    /// <summary>All cases.</summary>
    public static IReadOnlyList<MalformedRequest> All { get; } =
    [
        .. Lengths(), .. Encodings(), .. Chunks(), .. LineEnds(), .. FieldNames(), .. FieldValues(), .. Hosts(), .. Targets(),
        .. StartLines(), .. HopByHop(),
    ];

    private static IEnumerable<MalformedRequest> Lengths()
    {
        string[] refused =
        [
            "5, 5", "5,5", "5,", "+5", "-5", "0x5", "5 5", "", "5a", "5.0", "1e1", "5_0", "'5'", "\"5\"", "9223372036854775808",
            "18446744073709551621", "00000000000000000005", "\u00B25", "5;", "(5)", "5\x0b", "\u000c5",
        ];
        foreach (var value in refused)
        {
            yield return Post("length", $"length \"{value}\"", $"Content-Length: {value}\r\n", "hello");
        }

        yield return Post("length", "the same length twice", "Content-Length: 5\r\nContent-Length: 5\r\n", "hello");
        yield return Post("length", "two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n", "hello");
        yield return Post("length", "two lengths in other cases", "content-length: 5\r\nCONTENT-LENGTH: 0\r\n", "hello");
        yield return Post("length", "leading zeros", "Content-Length: 005\r\n", "hello", Expected.ForwardedAsOne);
        yield return Post("length", "tabs around", "Content-Length:\t5\t \r\n", "hello", Expected.ForwardedAsOne);
        yield return Post("length", "no space", "cOnTeNt-LeNgTh:5\r\n", "hello", Expected.ForwardedAsOne);
    }

    private static IEnumerable<MalformedRequest> Encodings()
    {
        string[] refused =
        [
            "chunked, chunked", "gzip, chunked", "chunked, gzip", "identity", "xchunked", "chunkedx", "chunked;q=1", "\"chunked\"", "",
            "chunked,", ", chunked", "chunked identity", "chunked\xA0", "\x0b" + "chunked", "chunke", "c hunked", "identity, chunked", "deflate",
        ];
        const string Body = "5\r\nhello\r\n0\r\n\r\n";
        foreach (var value in refused)
        {
            yield return Post("encoding", $"encoding \"{value}\"", $"Transfer-Encoding: {value}\r\n", Body);
        }

        const string Chunked = "Transfer-Encoding: chunked\r\n";
        yield return Post("encoding", "length before chunked", "Content-Length: 5\r\n" + Chunked, Body);
        yield return Post("encoding", "chunked before length", Chunked + "Content-Length: 15\r\n", Body);
        yield return Post("encoding", "chunked and a length of nothing", Chunked + "Content-Length: 0\r\n", Body);
        yield return Post("encoding", "chunked twice", Chunked + Chunked, Body);
        yield return Post("encoding", "chunked, then identity", Chunked + "Transfer-Encoding: identity\r\n", Body);
        yield return Post("encoding", "space before the colon", "Transfer-Encoding : chunked\r\n", Body);
        yield return Post("encoding", "folded", "Transfer-Encoding:\r\n chunked\r\n", Body);
        yield return Case("encoding", "in HTTP/1.0", "POST / HTTP/1.0\r\n" + Host + Chunked + "\r\n" + Body);
        yield return Post("encoding", "upper case", "TRANSFER-ENCODING: CHUNKED\r\n", Body, Expected.ForwardedAsOne);
        yield return Post("encoding", "white space around", "Transfer-Encoding: \t chunked \t\r\n", Body, Expected.ForwardedAsOne);
        yield return Case("encoding", "an underscore makes another field", Get("Transfer_Encoding: chunked\r\n"), Expected.ForwardedAsOne);
    }

    private static IEnumerable<MalformedRequest> Chunks()
    {
        string[] refused =
        [
            "g\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n",
            " 5\r\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n", "5\t\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
            "00000000000000005\r\nhello\r\n0\r\n\r\n", "8000000000000000\r\nhello\r\n0\r\n\r\n", "ffffffffffffffff\r\nhello\r\n0\r\n\r\n",
            "10000000000000005\r\nhello\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "5\rhello\r\n0\r\n\r\n", "5\r\r\nhello\r\n0\r\n\r\n",
            "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello\r0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n", "5\r\nhell\r\n0\r\n\r\n",
            "5;\r\nhello\r\n0\r\n\r\n", "5;a b\r\nhello\r\n0\r\n\r\n", "5;=b\r\nhello\r\n0\r\n\r\n", "5;a=\r\nhello\r\n0\r\n\r\n",
            "5;a==b\r\nhello\r\n0\r\n\r\n", "5;a=\"b\r\nhello\r\n0\r\n\r\n", "5;a=\"b\"c\r\nhello\r\n0\r\n\r\n", "5;a=\"\0\"\r\nhello\r\n0\r\n\r\n",
            "5;a\nhello\r\n0\r\n\r\n", "5;a\rX\r\nhello\r\n0\r\n\r\n", "5 ;a\r\nhello\r\n0\r\n\r\n", "5; a\r\nhello\r\n0\r\n\r\n",
            "5;;a\r\nhello\r\n0\r\n\r\n", "5," + "\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\n\r\n", "5\r\nhello\r\n0\r\n\n", "0\r\n\rX\r\n",
            "0\r\n Folded: a\r\n\r\n", "0\r\nA: b\r\n c\r\n\r\n", "0\r\nNoColon\r\n\r\n", "0\r\nA : b\r\n\r\n", "0\r\nA: b\n\r\n", "0\r\nA: b\0\r\n\r\n",
            "0\r\n: b\r\n\r\n", "0\r\nA\xE9: b\r\n\r\n", "0\r\nA: b\rc\r\n\r\n", "0;a=\"\x7f\"\r\n\r\n", "5;a=\"\\\x01\"\r\nhello\r\n0\r\n\r\n",
        ];
        foreach (var body in refused)
        {
            yield return Chunked(body.Replace("\r\nhello\r\n0\r\n\r\n", "…", StringComparison.Ordinal), body);
        }

        yield return Chunked("an extension too long", $"5;{new string('a', 256)}\r\nhello\r\n0\r\n\r\n");
        yield return Chunked("extensions too long together", string.Concat(Enumerable.Repeat($"1;{new string('a', 255)}\r\nx\r\n", 65)) + "0\r\n\r\n");
        yield return Chunked("too many trailers", "0\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 65)) + "\r\n");
        yield return Chunked("trailers too long", $"0\r\nA: {new string('b', 8 * 1024)}\r\n\r\n");
        yield return Chunked("sizes in both cases", "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", Expected.ForwardedAsOne);
        yield return Chunked("zeros before a size", "0000000000000005\r\nhello\r\n0000\r\n\r\n", Expected.ForwardedAsOne);
        yield return Chunked("extensions", "5;a;b=c;d=\"e \\\" ; \r\n\"\r\nhello\r\n0\r\n\r\n");
        yield return Chunked("good extensions", "5;a;b=c;d=\"e \\\" ;\xE9\"\r\nhello\r\n0;z\r\n\r\n", Expected.ForwardedAsOne);
        yield return Chunked("a framing field as trailer", "0\r\nContent-Length: 7\r\n\r\n", Expected.ForwardedAsOne);
    }

    private static IEnumerable<MalformedRequest> LineEnds()
    {
        string[] refused =
        [
            "GET / HTTP/1.1\nHost: a.example\n\n", "GET / HTTP/1.1\n" + Host + "\r\n", Start + "Host: a.example\n\r\n", Start + Host + "A: b\n\r\n",
            Start + Host + "A: b\r\r\n\r\n", Start + Host + "A: b\rC: d\r\n\r\n", Start + Host + "A: b\nC: d\r\n\r\n", Start + Host + "A: b\n\rC: d\r\n\r\n",
            "GET / HTTP/1.1\r" + Host + "\r\n", "GET / HTTP/1.1\r\r\n" + Host + "\r\n", Start + Host + "\rA: b\r\n\r\n", Start + Host + "\nA: b\r\n\r\n",
            Start + Host + "A:\rb\r\n\r\n", Start + Host + "A\r: b\r\n\r\n", Start + Host + "A\n: b\r\n\r\n", "\nGET / HTTP/1.1\r\n" + Host + "\r\n",
            "\rGET / HTTP/1.1\r\n" + Host + "\r\n", "\r\n\r\nGET / HTTP/1.1\r\n" + Host + "\r\n", " GET / HTTP/1.1\r\n" + Host + "\r\n",
            "GET /\r HTTP/1.1\r\n" + Host + "\r\n", "GET /\n HTTP/1.1\r\n" + Host + "\r\n", Start + Host + "A: b\r\n\n", Start + Host + "\n",
        ];
        return refused.Select(text => Case("line end", Printable(text), text))
            .Append(Case("line end", "one empty line before", "\r\n" + Get(""), Expected.ForwardedAsOne));
    }

    private static IEnumerable<MalformedRequest> FieldNames()
    {
        string[] refused =
        [
            "A : b", "A\t: b", ": b", " A: b", "\tA: b", "A", "A b: c", "A(b): c", "A\0: b", "A\x7f: b", "A\xE9: b", "\"A\": b", "A/b: c", "A@b: c",
            "A,b: c", "A;b: c", "A[0]: c", "{A}: b", "A=b", "A?: b", "A\x0b: b", "Content-Length : 5", "<A>: b", "A\\b: c",
        ];
        return refused.Select(line => Case("field name", Printable(line), Get(line + "\r\n")))
            .Append(Case("field name", "every mark of a token", Get("!#$%&'*+-.^_`|~09azAZ: b\r\n"), Expected.ForwardedAsOne));
    }

    private static IEnumerable<MalformedRequest> FieldValues()
    {
        foreach (var octet in Enumerable.Range(0, 0x20).Append(0x7f).Where(octet => octet is not ('\t' or '\r' or '\n')))
        {
            yield return Case("field value", $"octet {octet:x2}", Get($"A: b{(char)octet}c\r\n"));
        }

        yield return Case("field value", "a fold", Get("A: b\r\n c\r\n"));
        yield return Case("field value", "a fold of nothing", Get("A: b\r\n \r\n"));
        yield return Case("field value", "a fold by tab", Get("A: b\r\n\tc\r\n"));
        yield return Case("field value", "a fold of the request line", Start + " A: b\r\n" + Host + "\r\n");
        yield return Case("field value", "nothing", Get("A:\r\nB: \t \r\n"), Expected.ForwardedAsOne);
        yield return Case("field value", "Latin-1 and a tab", Get("A: caf\xE9\tb\xFF\r\n"), Expected.ForwardedAsOne);
    }

    private static IEnumerable<MalformedRequest> Hosts()
    {
        string[] refused =
        [
            "", "a.example, b.example:x", "a b", "user@a.example", "a.example/", "a.example/path", "http://a.example", "a.example:65536", "a.example:x",
            "a.example:", "a.example:80:80", ":80", "a.example:-1", "[::1", "::1", "[::1]x", "[::g]", "[1:2:3]", "[1::2::3]", "[:1::]", "[::1.2.3]",
            "[::1.2.3.256]", "[fe80::1%25eth0]", "[v1.a]", "[]", "a%zz", "a%2", "a?b", "a#b", "a\\b", "\xE9.example", "a\"b", "a<b>", "a.example:000080",
        ];
        foreach (var value in refused)
        {
            yield return Case("host", $"\"{value}\"", Start + $"Host: {value}\r\n\r\n");
        }

        yield return Case("host", "none", Start + "\r\n");
        yield return Case("host", "two", Get("Host: b.example\r\n"));
        yield return Case("host", "the same twice", Get(Host));
        yield return Case("host", "two in HTTP/1.0", "GET / HTTP/1.0\r\n" + Host + Host + "\r\n");
        yield return Case("host", "bad beside an absolute target", "GET http://a.example/ HTTP/1.1\r\nHost: a b\r\n\r\n");
        yield return Case("host", "none beside an absolute target", "GET http://a.example/ HTTP/1.1\r\n\r\n");
        yield return Case("host", "IPv6", Start + "Host: [2001:db8::1.2.3.4]:8080\r\n\r\n", Expected.ForwardedAsOne);
        yield return Case("host", "other than the target's", "GET http://b.example/ HTTP/1.1\r\n" + Host + "\r\n", Expected.ForwardedAsOne);
        yield return Case("host", "none in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", Expected.ForwardedAsOne);
    }

    private static IEnumerable<MalformedRequest> Targets()
    {
        string[] refused =
        [
            "a", "a/b", "/a#b", "/#", "/a%", "/a%2", "/a%2g", "/a?b=%", "/a?%zz", "/a\0b", "/a\tb", "/a\x7f", "*", "**", "?a", "a.example:80", "ftp://a.example/",
            "http:/a.example/", "http:///a", "http://", "http://user@a.example/", "http://user:pw@a.example/", "http://a.example:x/", "http://a b/",
            "https://a.example#b", "http://[::1/", "http:a", "javascript:a", "/a\x0b",
        ];
        foreach (var target in refused)
        {
            yield return Case("target", Printable(target), $"GET {target} HTTP/1.1\r\n{Host}\r\n");
        }

        yield return Case("target", "CONNECT without a port", "CONNECT a.example HTTP/1.1\r\n" + Host + "\r\n");
        yield return Case("target", "CONNECT to a path", "CONNECT / HTTP/1.1\r\n" + Host + "\r\n");
        yield return Case("target", "CONNECT to a URI", "CONNECT http://a.example:80/ HTTP/1.1\r\n" + Host + "\r\n");
        yield return Case("target", "OPTIONS of two stars", "OPTIONS ** HTTP/1.1\r\n" + Host + "\r\n");
        yield return Case("target", "a star for the server", "OPTIONS * HTTP/1.1\r\n" + Host + "\r\n", Expected.ForwardedAsOne);
        yield return Case("target", "odd visible octets", "GET /<>\"^`{|}\xE9?a=[]&b=?/ HTTP/1.1\r\n" + Host + "\r\n", Expected.ForwardedAsOne);
        yield return Case("target", "two slashes", "GET //a HTTP/1.1\r\n" + Host + "\r\n", Expected.ForwardedAsOne);
    }

    private static IEnumerable<MalformedRequest> StartLines()
    {
        string[] refused =
        [
            "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 ", "GET\t/\tHTTP/1.1", "GET /", "GET", "/ HTTP/1.1", " / HTTP/1.1", "GET / HTTP/2.0", "GET / HTTP/1.2",
            "GET / HTTP/0.9", "GET / HTTP/1.", "GET / HTTP/11", "GET / http/1.1", "GET / HTTP/1.1x", "GET / HTTP/01.1", "GET / HTTP/1.01", "GET / HTTP /1.1", "GET / XTTP/1.1",
            "G(T / HTTP/1.1", "G\xC9T / HTTP/1.1", "\"GET\" / HTTP/1.1", "GET / / HTTP/1.1", "GET: / HTTP/1.1", "GET / HTTP/1.1\t", "GET / HTTP/1,1", "G\0T / HTTP/1.1", "GET / ",
        ];
        return refused.Select(line => Case("start line", Printable(line), $"{line}\r\n{Host}\r\n"))
            .Append(Case("start line", "a method nobody knows", "pUrGe / HTTP/1.1\r\n" + Host + "\r\n", Expected.ForwardedAsOne));
    }

    private static IEnumerable<MalformedRequest> HopByHop()
    {
        string[] refused =
        [
            "Connection: Host", "Connection: close, content-length", "Connection: Transfer-Encoding", "Connection: Content-Type", "Connection: Authorization",
            "Connection: Cookie", "Connection: Via", "Connection: X-Forwarded-For", "Connection: X-Forwarded-Anything", "Connection: Forwarded",
            "Connection: Halfsilver-Copy", "Connection: a b", "Connection: \"close\"", "Connection: close;q=1", "Connection: caf\xE9", "Expect: 200-ok",
            "Expect: 100-continue, 100-continue", "Expect: ", "Expect: 100-continue\r\nExpect: 100-continue", "Connection: a/b",
        ];
        return refused.Select(line => Case("hop by hop", Printable(line), Get(line + "\r\n")))
            .Append(Case("hop by hop", "empty elements", Get("Connection: ,, close ,\r\n"), Expected.ForwardedAsOne))
            .Append(Case("hop by hop", "a field of one hop", Get("Connection: close, X-Secret\r\nX-Secret: a\r\n"), Expected.ForwardedAsOne))
            .Append(Case("hop by hop", "too many options", Get($"Connection: {string.Join(',', Enumerable.Repeat("a", 65))}\r\n")));
    }

    private static string Get(string fields) => Start + Host + fields + "\r\n";

    private static MalformedRequest Post(string group, string name, string fields, string body, Expected expected = Expected.Refused) =>
        Case(group, name, "POST / HTTP/1.1\r\n" + Host + fields + "\r\n" + body, expected);

    private static MalformedRequest Chunked(string name, string body, Expected expected = Expected.Refused) =>
        Post("chunk", Printable(name), "Transfer-Encoding: chunked\r\n", body, expected);

    private static MalformedRequest Case(string group, string name, string text, Expected expected = Expected.Refused) =>
        new(group, Printable(name), Encoding.Latin1.GetBytes(text), expected);

    private static string Printable(string text) => string.Concat(text.Select(letter => letter switch
    {
        '\r' => "\\r",
        '\n' => "\\n",
        < ' ' or > '~' and not '…' => $"\\x{(int)letter:x2}",
        _ => letter.ToString(),
    }));
}
