using System.Net;
using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Fuzz;

/// <summary>Rules from a plan: compiled or refused at their place, and then as the reference says of any request.</summary>
internal sealed class RuleTarget : FuzzTarget
{
    private static readonly string[] s_requests =
    [
        "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", "POST /a/b?X-A=1&x HTTP/1.1\r\nHost: b.a.example:80\r\nX-A: 1\r\nx-a: a b\r\n\r\n", "get /%61/%2f/%zz HTTP/1.1\r\nHost: [::1]\r\nCookie: \r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /%61%2f?%41=%e9&&= HTTP/1.1\r\nHost: A.EXAMPLE\r\nX-A: \xC3\xA9\r\n\r\n", "GET http://c.example HTTP/1.0\r\n\r\n",
    ];

    private static readonly IPAddress[] s_clients = [IPAddress.Parse("10.1.2.3"), IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")];

    private readonly RequestHead _head = new();
    private readonly RequestFacts _facts = new();

    public override string Name => "rule";

    public override int Longest => 256;

    public override IReadOnlyList<string> Words => RuleMaker.Words;

    public override byte[] Make(Random random)
    {
        var bytes = new byte[random.Next(1, 48)];
        random.NextBytes(bytes);
        return bytes;
    }

    public override int Run(byte[] input, Random random)
    {
        var maker = new RuleMaker(input);
        var rule = maker.Rule();
        var problems = new List<Problem>();
        var compiled = RuleCompiler.Compile(rule, "match", problems);
        foreach (var problem in problems)
        {
            Disagreement.Unless(problem.Path.StartsWith("match", StringComparison.Ordinal) && problem.Message.Contains(';', StringComparison.Ordinal), $"a problem has its place and what is allowed: {problem}");
        }

        Disagreement.Unless(compiled.Text, RuleText.Of(rule), "a compiled rule's words");
        var reference = new ReferenceRule();
        var held = 0L;
        var own = $"GET {maker.Target()} HTTP/1.1\r\nHost: a.example\r\n\r\n";
        foreach (var request in s_requests.Append(own))
        {
            held = (held << 1) | (Ask(rule, compiled, reference, request, s_clients[random.Next(s_clients.Length)]) ? 1L : 0L);
        }

        return Kind.Of(rule.GetType().Name.Length, Kind.Size(problems.Count), problems.Count > 0 ? Kind.Shape(problems[0].Code + problems[0].Path) : held, Kind.Shape(compiled.Text));
    }

    private bool Ask(Rule rule, CompiledRule compiled, ReferenceRule reference, string request, IPAddress client)
    {
        var bytes = Encoding.Latin1.GetBytes(request);
        if (RequestParser.Parse(_head, bytes, bytes.Length, 100) != WireFault.None)
        {
            return false;
        }

        _facts.Reset(_head, client);
        var holds = compiled.Matches(_facts);
        Disagreement.Unless(holds, reference.Holds(rule, _head, _facts, client), $"{compiled} asked of {request}");
        Disagreement.Unless(holds, compiled.Failing(_facts) is null, $"{compiled}, what fails of it asked of {request}");
        return holds;
    }
}
