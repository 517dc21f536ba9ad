using System.Collections.Immutable;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Tests.Differences;

/// <summary>A plan in which every member of every record says something, and of every family every case occurs.</summary>
internal static class RichPlan
{
    public static Plan Make() => new()
    {
        Gateway = "east",
        EntryPoints = [Web, new EntryPoint { Name = "plain", Listen = ":8001" }],
        Services = Services.ToImmutableDictionary(service => service.Name, StringComparer.Ordinal),
        Routes = [Forward, Split, .. Answers],
        Budgets = new Budgets { MaxInFlight = 10, MaxQueue = 20, MaxBufferedBytes = 1_000, MaxSpillBytes = 2_000, MaxSpillFiles = 3, MaxCopiesPerSecond = 4 },
        Objects = ImmutableDictionary<string, string>.Empty.Add("kong", """{"services":[{"name":"a","host":"${HOST}"}]}""").Add("vrata", "{}"),
        Resolve = ImmutableDictionary<string, string>.Empty.Add("a.internal:80", "127.0.0.1:81").Add("b.internal:80", "127.0.0.1"),
        TrustedProxies = ["10.0.0.0/8", "fd00::/8"],
        Outbound = new OutboundSettings { Allow = ["169.254.7.0/24", "fe80::/16"], Deny = ["10.9.0.0/16", "fd00:bad::/32"], OwnListeners = true },
        Admin = Admin,
        Logs = new LogSettings { Json = true, Level = "warn" },
        Metrics = new MetricSettings { Endpoints = true, Aliases = [MetricNames.Vrata] },
        Traces = new TraceSettings { Mirror = CopyTrace.Child },
        Drain = new DrainSettings { Primaries = Seconds(3), Copies = Seconds(4) },
    };

    private static AdminSettings Admin => new()
    {
        Listen = "127.0.0.1:9999",
        Insecure = true,
        Access = AdminAccess.Required,
        OpenMetrics = true,
        Tokens = [new AdminToken("ci", Role.Operator, new SecretSource(Env: "HASH")), new AdminToken("scraper", Role.Viewer, new SecretSource(File: "hash"))],
        Jwt = new JwtSettings
        {
            Issuer = "https://login.test",
            Audience = "gateway",
            Keys = [new JwtKey(JwtAlgorithm.RS256, new SecretSource(File: "key.pem")) { Id = "one" }, new JwtKey(JwtAlgorithm.HS256, new SecretSource(Env: "KEY")) { Id = "two" }],
            RoleClaim = "groups",
            Roles = ImmutableDictionary<string, Role>.Empty.Add("devs", Role.Viewer).Add("ops", Role.Admin),
            Skew = Seconds(9),
        },
        Hosts = ["ops.test", "ops2.test"],
        Origins = ["https://ops.test", "https://ops2.test"],
        Tls = new ListenTls { Certificates = [new CertificateFiles("ops.crt", "ops.key"), new CertificateFiles("ops2.crt", "ops2.key")], Http2 = false },
    };

    private static EntryPoint Web => new()
    {
        Name = "web",
        Listen = "127.0.0.1:8443",
        Paths = PathPolicy.AsIs,
        Tls = new ListenTls { Certificates = [new CertificateFiles("a.crt", "a.key"), new CertificateFiles("b.crt", "b.key")], Http2 = false },
        Limits = new ConnectionLimits
        {
            MaxConnections = 1,
            MaxRequests = 2,
            MaxHeadBytes = 4_096,
            MaxFields = 4,
            HeadTimeout = Seconds(5),
            KeepAliveTimeout = Seconds(6),
            MinBodyRate = 7,
            BodyRateGrace = Seconds(8),
            UpgradeIdleTimeout = Seconds(9),
        },
    };

    private static UpstreamTls Tls => new()
    {
        Mode = UpstreamTlsMode.Mutual,
        ServerName = "a.test",
        CaFile = "ca.crt",
        CertificateFile = "own.crt",
        KeyFile = "own.key",
        InsecureSkipVerify = true,
    };

    private static HealthCheck Check => new()
    {
        Path = "/well",
        Interval = Seconds(7),
        Timeout = Seconds(2),
        UnhealthyAfter = 5,
        HealthyAfter = 6,
        Method = "HEAD",
        Status = [new StatusRange(200, 204), new StatusRange(301, 301)],
        Port = 81,
        Host = "well.test",
        Fields = [new Field("x-probe", "1"), new Field("x-other", "2")],
    };

    private static IEnumerable<Service> Services =>
    [
        new EndpointsService
        {
            Name = "a",
            Endpoints =
            [
                new EndpointAddress { Host = "a1", Port = 443, Weight = 2, Tls = true, PortName = "http", OwnProtocol = UpstreamProtocol.Http2, OwnTls = Tls, OwnHealthCheck = Check },
                new EndpointAddress { Host = "fd00::1", Port = 81, Weight = 3, PortName = "http" },
                new EndpointAddress { Host = "a1", Port = 82, PortName = "admin" },
            ],
            Balancing = Balancing.Hash,
            HashKey = new StickyKey(StickyKeyKind.Cookie, "who"),
            HealthCheck = Check,
            Ejection = new Ejection { ConsecutiveFailures = 2, ConsecutiveErrors = 3, For = Seconds(4), MaxEjected = Share.FromPercent(12.5m)! },
            Timeouts = new ServiceTimeouts { Connect = Seconds(1), Request = Seconds(5), Idle = Seconds(6) },
            MaxConnections = 77,
            Host = new HostRewrite(HostKind.Literal, "sent.test"),
            Tls = Tls,
        },
        new EndpointsService { Name = "b", Endpoints = [new EndpointAddress { Host = "b1", Port = 80 }], Balancing = Balancing.LeastRequests, Protocol = UpstreamProtocol.H2c },
        new WeightedService { Name = "weighted", To = [new WeightedRef(new ServiceRef("a", "http"), 3), new WeightedRef(new ServiceRef("b"), 2)] },
        new MirroringService { Name = "mirroring", Primary = new ServiceRef("a", "http"), Mirrors = [Plain("c", "b") with { Sampling = MirrorSampling.Counter }, Plain("d", "b") with { Sampling = MirrorSampling.Random }] },
        new FailoverService { Name = "failover", Primary = new ServiceRef("a", "http"), Fallback = new ServiceRef("b"), OnStatus = [new StatusRange(500, 502), new StatusRange(504, 504)], MaxBufferedBody = 12 },
        new FanOutService
        {
            Name = "fan",
            Calls =
            [
                new FanOutCall
                {
                    Name = "one", Service = new ServiceRef("a", "http"), Method = "GET", Path = "/one", Query = ["q", "p"], Fields = ["x-a", "x-b"],
                    SetFields = [new Field("x-c", "1"), new Field("x-d", "2")], Race = 2, Statuses = [200, 201], Redirects = 3, Encoding = FanOutEncoding.Object,
                    Target = "data", Allow = ["m", "n"], Rename = ImmutableDictionary<string, string>.Empty.Add("m", "k").Add("n", "l"), Group = "g",
                },
                new FanOutCall { Name = "two", Service = new ServiceRef("b"), Deny = ["x", "y"] },
            ],
            Timeout = Seconds(3), Sequential = true, AllowPartial = false, FailureStatus = 500, CompleteField = "x-complete", Output = FanOutOutput.Collection,
            Constant = new FanOutConstant("{\"v\":1}") { When = ConstantWhen.Complete }, MaxBufferedBody = 5, MaxAnswerBytes = 6,
        },
    ];

    private static Route Forward => new()
    {
        Name = "forward",
        Rule = new AllOf(
        [
            new OneOf([new HostRule("a.test"), new HostRegexRule("^b[.]test$")]), new PathTemplateRule("/t/{id}") { AnyCase = true }, new MethodRule(["GET", "POST"]),
            new HeaderRule("x-a", ValueTest.Is("1")), new HeaderRule("x-b", ValueTest.Absent), new QueryRule("q", ValueTest.Matches("^1")), new QueryRule("p", ValueTest.Present),
            new ClientAddressRule(["10.0.0.0/8", "::1"]), new OneOf([new PathRule("/x"), new AllOf([new PathTextPrefixRule("/t"), new PathRegexRule("^/t")]), new PathPrefixRule("/t")]),
            new Not(new MethodRule(["PUT"])),
        ]),
        Priority = 3,
        EntryPoints = ["web", "plain"],
        Action = new ForwardAction(new ServiceRef("a", "http")),
        Mirrors = [Full, Plain("base", "b") with { Role = MirrorRole.Baseline, Candidate = "full", Sampling = MirrorSampling.Exact }],
        Rewrite = new Rewrite { StripPrefix = "/s", ReplacePrefix = new PrefixReplacement("/o", "/n"), PrefixIsText = true, ReplaceRegex = new RegexReplacement("^/(.*)$", "/x/$1"), AddPrefix = "/p" },
        Timeout = Seconds(11),
        MaxBodyBytes = 1_234,
    };

    private static Mirror Full => Plain("full", "a") with
    {
        Target = new ServiceRef("a", "http"),
        Share = Share.FromPercent(12.3456m)!,
        Sampling = new StickySampling { Key = new StickyKey(StickyKeyKind.Header, "x-user"), Fallback = StickyFallback.Skip, Salt = "salt" },
        Enabled = false,
        Only = new CopyFilter
        {
            Methods = ["GET", "POST"],
            Path = new PathPrefixRule("/in"),
            NotPath = new PathRule("/out"),
            Headers = [new HeaderRule("x-a", ValueTest.Is("1")), new HeaderRule("x-b", ValueTest.Present)],
            ContentTypes = ["application/json", "text/plain"],
        },
        Changes = new CopyChanges
        {
            Method = "PUT",
            Mark = false,
            Rewrite = new Rewrite
            {
                Template = "/u/{id}",
                Query = new QueryChanges { Set = [new Field("a", "1"), new Field("b", "2")], Add = [new Field("c", "3"), new Field("d", "4")], Remove = ["e", "f"], Pass = ["g", "h"] },
                PassFields = ["x-p", "x-q"],
                SetFields = [new Field("x-s", "1"), new Field("x-t", "2")],
                AddFields = [new Field("x-u", "3"), new Field("x-v", "4")],
                RemoveFields = ["x-w", "x-x"],
                Host = new HostRewrite(HostKind.Literal, "copy.test"),
            },
        },
        Timing = CopyTiming.Await,
        AwaitAtMost = Seconds(2),
        CopyBody = false,
        MaxBodyBytes = 4_321,
        Timeouts = new CopyTimeouts { Connect = Seconds(2), Deadline = Seconds(3), Idle = Seconds(4), Held = Seconds(5) },
        Budget = new MirrorBudget { MaxInFlight = 1, MaxQueue = 2, MaxPerSecond = 3, Window = 8_192, MaxAnswerBytes = 5 },
        Circuit = new CircuitSettings { OpenAfter = 2, FirstProbe = Seconds(3) },
        LogResponses = true,
    };

    private static Route Split => new()
    {
        Name = "split",
        Rule = new PathPrefixRule("/split"),
        Action = new SplitAction([new WeightedRef(new ServiceRef("a", "http"), 3), new WeightedRef(new ServiceRef("b"), 2)]),
        Rewrite = new Rewrite { ReplacePath = "/whole" },
    };

    private static IEnumerable<Route> Answers =>
    [
        new Route { Name = "redirect", Rule = new PathRule("/old"), Action = new RedirectAction { Status = 301, Scheme = "https", Host = "new.test", Port = 8_443, Path = "/new", DropQuery = true } },
        new Route { Name = "prefix", Rule = new PathPrefixRule("/older"), Action = new RedirectAction { PathPrefix = "/new" } },
        new Route { Name = "direct", Rule = new PathRule("/direct"), Action = new DirectAction { Status = 418, Body = "tea\npot\n", Fields = [new Field("x-a", "1"), new Field("x-b", "2")] } },
        new Route { Name = "metrics", Rule = new PathRule("/metrics"), Action = new MetricsAction() },
        new Route { Name = "target", Rule = new PathTemplateRule("/get/{id}"), Action = new ForwardAction(new ServiceRef("fan")), Rewrite = new Rewrite { Target = "/v1/{id}?lang=en" } },
        new Route { Name = "any", Rule = AnyRule.Instance, Action = new ForwardAction(new ServiceRef("mirroring")) },
    ];

    private static Mirror Plain(string name, string service) => new() { Name = name, Target = new ServiceRef(service), Share = Share.FromPercent(1)! };

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
