using System.Collections.Immutable;
using System.Reflection;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Planning;

public sealed class PlanCheckerTests
{
    private static readonly Mirror V2 = new() { Name = "v2", Target = new ServiceRef("b"), Share = Share.All };

    private static readonly Plan Good = WithServices(Endpoints("a", 9001), Endpoints("b", 9002)) with
    {
        Routes = [new Route { Name = "orders", Rule = AnyRule.Instance, Action = new ForwardAction(new ServiceRef("a")), Mirrors = [V2] }],
    };

    private static readonly Route Orders = Good.Routes[0];

    [Fact]
    public void A_good_plan_has_no_problem() => Assert.Empty(PlanChecker.Check(Good));

    [Fact]
    public void The_default_plan_has_no_problem() => Assert.Empty(PlanChecker.Check(new Plan()));

    public static TheoryData<string, Plan, string, string> Wrong => new()
    {
        { "unknown service", WithRoute(Orders with { Action = new ForwardAction(new ServiceRef("aa")) }), "routes[orders].destinations[0].service", ProblemCodes.UnknownService },
        { "unknown mirror target", WithMirror(V2 with { Target = new ServiceRef("nowhere") }), "routes[orders].mirrors[v2].service", ProblemCodes.UnknownService },
        { "unknown split target", WithRoute(Orders with { Action = new SplitAction([new(new("x"), 1)]) }), "routes[orders].destinations[0].service", ProblemCodes.UnknownService },
        { "unknown entry point", WithRoute(Orders with { EntryPoints = ["wob"] }), "routes[orders].entryPoints[0]", ProblemCodes.UnknownEntryPoint },
        { "no entry point", Good with { EntryPoints = [] }, "entryPoints", ProblemCodes.UnknownEntryPoint },
        { "unknown port", WithMirror(V2 with { Target = new ServiceRef("b", "http") }), "routes[orders].mirrors[v2].service.port", ProblemCodes.BadPort },
        { "port needed", WithService(TwoPorts("a")), "routes[orders].destinations[0].service.port", ProblemCodes.BadPort },
        { "some ports named", WithService(Endpoints("a", 1) with { Endpoints = [new() { Host = "h", Port = 1 }, new() { Host = "h", Port = 2, PortName = "p" }] }), "services[a].endpoints", ProblemCodes.BadPort },
        { "two routes of one name", Good with { Routes = [Orders, Orders] }, "routes[orders]", ProblemCodes.DuplicateName },
        { "two mirrors of one name", WithRoute(Orders with { Mirrors = [V2, V2] }), "routes[orders].mirrors[v2]", ProblemCodes.DuplicateName },
        { "two entry points of one name", Good with { EntryPoints = [EntryPoint.Default, EntryPoint.Default with { Listen = ":8001" }] }, "entryPoints[web]", ProblemCodes.DuplicateName },
        { "empty name", WithRoute(Orders with { Name = "" }), "routes[]", ProblemCodes.BadName },
        { "control character in a name", WithRoute(Orders with { Name = "a\nb" }), "routes[a\\x0Ab]", ProblemCodes.BadName },
        { "filed under another name", Good with { Services = Good.Services.Add("c", Endpoints("d", 1)) }, "services[c].name", ProblemCodes.BadName },
        { "an API's objects that are no JSON", Good with { Objects = Good.Objects.Add("kong", "{") }, "objects[kong]", ProblemCodes.BadWord },
        { "an API's objects that are a list", Good with { Objects = Good.Objects.Add("kong", "[]") }, "objects[kong]", ProblemCodes.BadWord },
        { "an API's objects on two lines", Good with { Objects = Good.Objects.Add("kong", "{\n}") }, "objects[kong]", ProblemCodes.BadWord },
        { "empty gateway", Good with { Gateway = "" }, "gateway", ProblemCodes.BadName },
        { "zero weights of a split", WithRoute(Orders with { Action = new SplitAction([new(new("a"), 0), new(new("b"), 0)]) }), "routes[orders].destinations", ProblemCodes.NoWeight },
        { "empty split", WithRoute(Orders with { Action = new SplitAction([]) }), "routes[orders].destinations", ProblemCodes.NoWeight },
        { "zero weights of a service", WithService(new WeightedService { Name = "w", To = [new(new("a"), 0)] }), "services[w].weighted", ProblemCodes.NoWeight },
        { "zero weights of endpoints", WithService(Endpoints("a", 9001) with { Endpoints = [new() { Host = "h", Port = 1, Weight = 0 }] }), "services[a].endpoints", ProblemCodes.NoWeight },
        { "weight too large", WithRoute(Orders with { Action = new SplitAction([new(new("a"), 1_000_001)]) }), "routes[orders].destinations[0].weight", ProblemCodes.OutOfRange },
        { "not routable", WithService(Endpoints("a", 9001) with { Routable = false }), "routes[orders].destinations[0].service", ProblemCodes.NotRoutable },
        { "HTTP/2 over TLS without TLS", WithService(Endpoints("a", 9001) with { Protocol = UpstreamProtocol.Http2 }), "services[a].endpoints[0]", ProblemCodes.BadTls },
        { "h2c with TLS", WithService(Endpoints("a", 9001) with { Endpoints = [new() { Host = "h", Port = 1, Tls = true }], Protocol = UpstreamProtocol.H2c }), "services[a].endpoints[0]", ProblemCodes.BadTls },
        { "TLS without TLS", WithService(Endpoints("a", 9001) with { Endpoints = [new() { Host = "h", Port = 1, Tls = true }], Tls = new() { Mode = UpstreamTlsMode.None } }), "services[a].tls.mode", ProblemCodes.BadTls },
        { "server name", WithService(Endpoints("a", 9001) with { Tls = new() { ServerName = "no host" } }), "services[a].tls.serverName", ProblemCodes.BadTls },
        { "certificate without key", WithService(Endpoints("a", 9001) with { Tls = new() { CertificateFile = "a.crt" } }), "services[a].tls.certificate", ProblemCodes.BadTls },
        { "both sides and one certificate", WithService(Endpoints("a", 9001) with { Tls = new() { Mode = UpstreamTlsMode.Mutual } }), "services[a].tls.certificate", ProblemCodes.BadTls },
        { "endpoint port", WithService(Endpoints("a", 0)), "services[a].endpoints[0].port", ProblemCodes.OutOfRange },
        { "endpoint host", WithService(Endpoints("a", 1, "no host")), "services[a].endpoints[0].host", ProblemCodes.BadAddress },
        { "bracketed endpoint host", WithService(Endpoints("a", 1, "[::1]")), "services[a].endpoints[0].host", ProblemCodes.BadAddress },
        { "service time", WithService(Endpoints("a", 1) with { Timeouts = new() { Connect = TimeSpan.Zero } }), "services[a].timeouts.connect", ProblemCodes.OutOfRange },
        { "service connections", WithService(Endpoints("a", 1) with { MaxConnections = 0 }), "services[a].maxConnections", ProblemCodes.OutOfRange },
        { "service host", WithService(Endpoints("a", 1) with { Host = new(HostKind.Literal, "a\r\nb") }), "services[a].host", ProblemCodes.BadHost },
        { "field with CR LF", WithRoute(Orders with { Rewrite = new() { SetFields = [new("x", "a\r\nb: c")] } }), "routes[orders].rewrite.headers.set[x]", ProblemCodes.BadField },
        { "field with NUL", WithRoute(Orders with { Rewrite = new() { AddFields = [new("x", "a\0")] } }), "routes[orders].rewrite.headers.add[x]", ProblemCodes.BadField },
        { "field with DEL", WithRoute(Orders with { Rewrite = new() { AddFields = [new("x", "a\u007f")] } }), "routes[orders].rewrite.headers.add[x]", ProblemCodes.BadField },
        { "field name", WithRoute(Orders with { Rewrite = new() { RemoveFields = ["x y"] } }), "routes[orders].rewrite.headers.remove[x y]", ProblemCodes.BadField },
        { "prefix", WithRoute(Orders with { Rewrite = new() { AddPrefix = "/a b" } }), "routes[orders].rewrite.addPrefix", ProblemCodes.BadPath },
        { "mirror's prefix", WithMirror(V2 with { Changes = new() { Rewrite = new() { StripPrefix = "a" } } }), "routes[orders].mirrors[v2].stripPrefix", ProblemCodes.BadPath },
        { "redirect status", WithRoute(Orders with { Action = new RedirectAction { Status = 304 } }), "routes[orders].redirect.status", ProblemCodes.BadStatus },
        { "redirect scheme", WithRoute(Orders with { Action = new RedirectAction { Scheme = "ftp" } }), "routes[orders].redirect.scheme", ProblemCodes.BadWord },
        { "redirect host", WithRoute(Orders with { Action = new RedirectAction { Host = "h:1" } }), "routes[orders].redirect.host", ProblemCodes.BadHost },
        { "redirect port", WithRoute(Orders with { Action = new RedirectAction { Port = 65_536 } }), "routes[orders].redirect.port", ProblemCodes.OutOfRange },
        { "redirect path", WithRoute(Orders with { Action = new RedirectAction { Path = "/a\r\nx" } }), "routes[orders].redirect.path", ProblemCodes.BadPath },
        { "redirect path twice", WithRoute(Orders with { Action = new RedirectAction { Path = "/a", PathPrefix = "/b" } }), "routes[orders].redirect.path", ProblemCodes.BadPath },
        { "direct status", WithRoute(Orders with { Action = new DirectAction { Status = 199 } }), "routes[orders].respond.status", ProblemCodes.BadStatus },
        { "direct field", WithRoute(Orders with { Action = new DirectAction { Status = 200, Fields = [new("x", "\n")] } }), "routes[orders].respond.headers[x]", ProblemCodes.BadField },
        { "route time", WithRoute(Orders with { Timeout = TimeSpan.FromSeconds(-1) }), "routes[orders].timeout", ProblemCodes.OutOfRange },
        { "route body", WithRoute(Orders with { MaxBodyBytes = -1 }), "routes[orders].maxBodySize", ProblemCodes.OutOfRange },
        { "mirror body", WithMirror(V2 with { MaxBodyBytes = -1 }), "routes[orders].mirrors[v2].maxBodySize", ProblemCodes.OutOfRange },
        { "mirror deadline", WithMirror(V2 with { Timeouts = new() { Deadline = TimeSpan.FromDays(2) } }), "routes[orders].mirrors[v2].timeouts.deadline", ProblemCodes.OutOfRange },
        { "mirror in flight", WithMirror(V2 with { Budget = new() { MaxInFlight = 65_537 } }), "routes[orders].mirrors[v2].budget.maxInFlight", ProblemCodes.OutOfRange },
        { "mirror queue", WithMirror(V2 with { Budget = new() { MaxQueue = -1 } }), "routes[orders].mirrors[v2].budget.maxQueue", ProblemCodes.OutOfRange },
        { "mirror rate", WithMirror(V2 with { Budget = new() { MaxPerSecond = 0 } }), "routes[orders].mirrors[v2].budget.maxPerSecond", ProblemCodes.OutOfRange },
        { "circuit", WithMirror(V2 with { Circuit = new() { OpenAfter = 0 } }), "routes[orders].mirrors[v2].circuit.openAfter", ProblemCodes.OutOfRange },
        { "filter without methods", WithMirror(V2 with { Only = new() { Methods = ImmutableArray<string>.Empty } }), "routes[orders].mirrors[v2].only.methods", ProblemCodes.BadMethod },
        { "filter media type", WithMirror(V2 with { Only = new() { ContentTypes = ["json"] } }), "routes[orders].mirrors[v2].only.contentTypes", ProblemCodes.BadMediaType },
        { "listen", Good with { EntryPoints = [EntryPoint.Default with { Listen = "8000" }] }, "entryPoints[web].listen", ProblemCodes.BadListen },
        { "listen port", Good with { EntryPoints = [EntryPoint.Default with { Listen = ":65536" }] }, "entryPoints[web].listen", ProblemCodes.BadListen },
        { "listen name", Good with { EntryPoints = [EntryPoint.Default with { Listen = "example.com:80" }] }, "entryPoints[web].listen", ProblemCodes.BadListen },
        { "one address twice", Good with { EntryPoints = [EntryPoint.Default, new() { Name = "two", Listen = ":8000" }] }, "entryPoints[two].listen", ProblemCodes.BadListen },
        { "head size", WithLimits(new() { MaxHeadBytes = 1023 }), "entryPoints[web].limits.maxHeadBytes", ProblemCodes.OutOfRange },
        { "fields", WithLimits(new() { MaxFields = 1001 }), "entryPoints[web].limits.maxFields", ProblemCodes.OutOfRange },
        { "connections", WithLimits(new() { MaxConnections = 0 }), "entryPoints[web].limits.maxConnections", ProblemCodes.OutOfRange },
        { "head time", WithLimits(new() { HeadTimeout = TimeSpan.Zero }), "entryPoints[web].limits.headTimeout", ProblemCodes.OutOfRange },
        { "the admin's port", Good with { EntryPoints = [EntryPoint.Default with { Listen = ":8080" }] }, "entryPoints[web].listen", ProblemCodes.BadListen },
        { "the admin's port on every address", Good with { EntryPoints = [EntryPoint.Default with { Listen = "10.0.0.1:8080" }], Admin = new() { Listen = ":8080", Insecure = true } }, "entryPoints[web].listen", ProblemCodes.BadListen },
        { "admin listen", Good with { Admin = new() { Listen = "?" } }, "admin.listen", ProblemCodes.BadListen },
        { "admin beyond loopback", Good with { Admin = new() { Listen = ":8080" } }, "admin.listen", ProblemCodes.OpenAdmin },
        { "admin in clear text behind a login", WithAdmin(new() { Listen = ":9", Access = AdminAccess.Required }), "admin.listen", ProblemCodes.OpenAdmin },
        { "admin open behind TLS", WithAdmin(new() { Listen = ":9", Access = AdminAccess.Open, Tls = new() }), "admin.listen", ProblemCodes.OpenAdmin },
        { "admin open and not", WithAdmin(new() { Access = AdminAccess.Open, Jwt = Jwt }), "admin.access", ProblemCodes.BadAccess },
        { "admin certificate", WithAdmin(new() { Tls = new() { Certificates = [new("", "")] } }), "admin.tls.certificates[0]", ProblemCodes.BadCertificate },
        { "admin host", WithAdmin(new() { Hosts = ["a", "b/c"] }), "admin.hosts[1]", ProblemCodes.BadHost },
        { "admin origin", WithAdmin(new() { Origins = ["ops.example.com"] }), "admin.origins[0]", ProblemCodes.BadAddress },
        { "admin origin with a path", WithAdmin(new() { Origins = ["https://ops.example.com/"] }), "admin.origins[0]", ProblemCodes.BadAddress },
        { "token without a hash", WithAdmin(new() { Tokens = [new("a", Role.Viewer, new())] }), "admin.auth.tokens[a].hashFrom", ProblemCodes.BadAccess },
        { "token with two hashes", WithAdmin(new() { Tokens = [new("a", Role.Viewer, new("A", "b"))] }), "admin.auth.tokens[a].hashFrom", ProblemCodes.BadAccess },
        { "token without a name", WithAdmin(new() { Tokens = [new("", Role.Viewer, new("A"))] }), "admin.auth.tokens[]", ProblemCodes.BadName },
        { "token twice", WithAdmin(new() { Tokens = [new("a", Role.Viewer, new("A")), new("a", Role.Admin, new("B"))] }), "admin.auth.tokens[a]", ProblemCodes.DuplicateName },
        { "JWT without an audience", WithAdmin(new() { Jwt = Jwt with { Audience = "" } }), "admin.jwt", ProblemCodes.BadAccess },
        { "JWT without keys", WithAdmin(new() { Jwt = Jwt with { Keys = [] } }), "admin.jwt.keys", ProblemCodes.BadAccess },
        { "JWT key without a place", WithAdmin(new() { Jwt = Jwt with { Keys = [new(JwtAlgorithm.HS256, new())] } }), "admin.jwt.keys[0].from", ProblemCodes.BadAccess },
        { "JWT skew", WithAdmin(new() { Jwt = Jwt with { Skew = TimeSpan.FromMinutes(6) } }), "admin.jwt.skew", ProblemCodes.OutOfRange },
        { "log level", Good with { Logs = new() { Level = "inof" } }, "logs.level", ProblemCodes.BadWord },
        { "budget", Good with { Budgets = new() { MaxBufferedBytes = 0 } }, "budgets.maxBufferedBytes", ProblemCodes.OutOfRange },
        { "drain", Good with { Drain = new() { Copies = TimeSpan.FromSeconds(-1) } }, "drain.copies", ProblemCodes.OutOfRange },
        { "pinned name", Good with { Resolve = Good.Resolve.Add("a", "10.0.0.1:1") }, "resolve[a]", ProblemCodes.BadAddress },
        { "pinned address", Good with { Resolve = Good.Resolve.Add("a:1", "a b") }, "resolve[a:1]", ProblemCodes.BadAddress },
        { "mirror is an entry point", WithService(Endpoints("b", 8000)), "routes[orders].mirrors[v2].service", ProblemCodes.MirrorsItself },
        { "mirror is an entry point by name", WithService(Endpoints("b", 8000, "localhost")), "routes[orders].mirrors[v2].service", ProblemCodes.MirrorsItself },
        { "mirror is the admin side", WithService(Endpoints("b", 8080)), "routes[orders].mirrors[v2].service", ProblemCodes.MirrorsItself },
        { "mirror is pinned to an entry point", WithService(Endpoints("b", 80, "b.example")) with { Resolve = Good.Resolve.Add("b.example:80", "127.0.0.1:8000") }, "routes[orders].mirrors[v2].service", ProblemCodes.MirrorsItself },
    };

    private static JwtSettings Jwt => new() { Issuer = "i", Audience = "a", Keys = [new(JwtAlgorithm.RS256, new("K"))] };

    private static Plan WithAdmin(AdminSettings admin) => Good with { Admin = admin };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Each_wrong_thing_is_one_problem_with_place_and_code(string what, Plan plan, string path, string code)
    {
        var problem = Assert.Single(PlanChecker.Check(plan));
        Assert.Equal((what, path, code), (what, problem.Path, problem.Code));
        Assert.Contains("; ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_is_named_with_its_whole_way()
    {
        var plan = WithServices(
            new WeightedService { Name = "a", To = [new(new("b"), 1)] },
            new MirroringService { Name = "b", Primary = new("d"), Mirrors = [V2 with { Target = new("c") }] },
            new WeightedService { Name = "c", To = [new(new("a"), 1), new(new("a"), 2)] },
            Endpoints("d", 1));
        var problem = Assert.Single(PlanChecker.Check(plan));
        Assert.Equal(ProblemCodes.ServiceCycle, problem.Code);
        Assert.Contains("(a -> b -> c -> a)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_reached_by_two_ways_is_no_cycle()
    {
        var plan = WithServices(
            new WeightedService { Name = "top", To = [new(new("left"), 1), new(new("right"), 1)] },
            new WeightedService { Name = "left", To = [new(new("end"), 1)] },
            new WeightedService { Name = "right", To = [new(new("end"), 1)] },
            Endpoints("end", 1));
        Assert.Empty(PlanChecker.Check(plan));
    }

    [Theory]
    [InlineData("orders-v22", "(did you mean \"orders-v2\"?)")]
    [InlineData("order-v2", "(did you mean \"orders-v2\"?)")]
    [InlineData("Orders-V2", "(did you mean \"orders-v2\"?)")]
    [InlineData("payments", null)]
    public void A_near_name_is_suggested_and_a_far_one_is_not(string given, string? question)
    {
        var plan = WithServices(Endpoints("orders-v2", 1), Endpoints("users", 2)) with
        {
            Routes = [Orders with { Action = new ForwardAction(new(given)), Mirrors = [] }],
        };
        var message = Assert.Single(PlanChecker.Check(plan)).Message;
        Assert.Equal(question is not null, message.Contains("did you mean", StringComparison.Ordinal));
        Assert.Contains(question ?? given, message, StringComparison.Ordinal);
        Assert.Contains("one of orders-v2, users", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mirror_without_endpoints_is_no_problem_of_its_route() =>
        Assert.Empty(PlanChecker.Check(WithService(new EndpointsService { Name = "b", Endpoints = [] })));

    [Fact]
    public void A_primary_on_loopback_is_fine_and_so_is_a_mirror_on_another_port_or_address()
    {
        Assert.Empty(PlanChecker.Check(WithService(Endpoints("b", 8001))));
        Assert.Empty(PlanChecker.Check(WithService(Endpoints("b", 8000, "10.0.0.9"))));
        Assert.Empty(PlanChecker.Check(WithService(Endpoints("b", 8000)) with { EntryPoints = [EntryPoint.Default with { Listen = "10.0.0.1:8000" }] }));
    }

    [Theory]
    [InlineData("127.0.0.1:0", false)]
    [InlineData("localhost:8080", false)]
    [InlineData("[::1]:8080", false)]
    [InlineData("0.0.0.0:8080", true)]
    public void Admin_beyond_loopback_needs_a_word(string listen, bool needed)
    {
        Assert.Equal(needed, PlanChecker.Check(Good with { Admin = new() { Listen = listen } }).Length == 1);
        Assert.Empty(PlanChecker.Check(Good with { Admin = new() { Listen = listen, Insecure = true } }));
    }

    [Fact]
    public void A_named_port_of_several_is_a_good_reference() =>
        Assert.Empty(PlanChecker.Check(WithService(TwoPorts("a")) with { Routes = [Orders with { Action = new ForwardAction(new("a", "http")) }] }));

    [Fact]
    public void Every_problem_is_gathered_at_once()
    {
        var plan = Good with
        {
            Gateway = "",
            Logs = new() { Level = "loud" },
            EntryPoints = [EntryPoint.Default with { Listen = "x" }],
            Routes =
            [
                Orders with { Action = new ForwardAction(new("nope")), EntryPoints = ["none"], Timeout = TimeSpan.Zero, Mirrors = [V2 with { Target = new("gone"), Budget = new() { MaxInFlight = 0 } }] },
            ],
        };
        Assert.Equal(8, PlanChecker.Check(plan).Length);
    }

    [Fact]
    public void No_code_stands_for_two_kinds_of_problem()
    {
        var codes = typeof(ProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).ToArray();
        Assert.Equal(codes.Length, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.All(codes, code => Assert.Matches("^HS01[0-9]{2}$", code));
    }

    private static EndpointsService Endpoints(string name, int port, string host = "127.0.0.1") => new() { Name = name, Endpoints = [new() { Host = host, Port = port }] };

    private static EndpointsService TwoPorts(string name) => new()
    {
        Name = name,
        Endpoints = [new() { Host = "h", Port = 1, PortName = "http" }, new() { Host = "h", Port = 2, PortName = "admin" }],
    };

    private static Plan WithServices(params Service[] services) => new() { Services = services.ToImmutableDictionary(service => service.Name, StringComparer.Ordinal) };

    private static Plan WithService(Service service) => Good with { Services = Good.Services.SetItem(service.Name, service) };

    private static Plan WithRoute(Route route) => Good with { Routes = [route] };

    private static Plan WithMirror(Mirror mirror) => WithRoute(Orders with { Mirrors = [mirror] });

    private static Plan WithLimits(ConnectionLimits limits) => Good with { EntryPoints = [EntryPoint.Default with { Limits = limits }] };
}
