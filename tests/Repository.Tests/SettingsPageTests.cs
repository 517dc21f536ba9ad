using Halfsilver.Planning;
using Repository.Tests.Guards;
using static Repository.Tests.Guards.SettingsTable;

namespace Repository.Tests;

public sealed class SettingsPageTests
{
    private const string Clients = "Clients", Primaries = "Primaries", Copies = "Copies", Together = "All copies together", Process = "The process";

    private static readonly Mirror Copied = new() { Name = "m", Target = new ServiceRef("s"), Share = Share.None };

    private static readonly EndpointsService Endpoints = new() { Name = "s", Endpoints = [] };

    private static readonly FanOutService FannedOut = new() { Name = "f", Calls = [] };

    private static readonly Route Matched = new() { Name = "r", Rule = AnyRule.Instance, Action = new ForwardAction(new ServiceRef("s")) };

    // None, which is not the absence of a limit; lists; and what must be said.
    private static readonly string[] s_inWords =
        ["healthCheck.path", "healthCheck.status", "healthCheck.port", "healthCheck.host", "healthCheck.fields", "ejection.consecutiveErrors"];

    private static readonly string[] s_ofAccess = ["admin.access", "admin.tokens", "admin.jwt", "admin.hosts", "admin.origins", "admin.tls"];

    private static readonly JwtSettings Jwt = new() { Issuer = "i", Audience = "a", Keys = [] };

    // Whole records first: a property that is added to one of them needs its row. Then those whose key is not their name.
    private static IEnumerable<Default> Defaults =>
    [
        .. Of(Clients, "limits.", new ConnectionLimits()),
        .. Of(Primaries, "timeouts.", new ServiceTimeouts()),
        .. Of(Copies, "timeouts.", new CopyTimeouts()),
        .. Of(Copies, "budget.", new MirrorBudget()),
        .. Of(Copies, "circuit.", new CircuitSettings()),
        .. Of(Together, "", new Budgets()),
        .. Of(Process, "admin.", new AdminSettings()).Where(one => !s_ofAccess.Contains(one.Key)),
        new(Process, "admin.jwt.skew", Text("", Jwt.Skew)),
        new(Process, "admin.jwt.roleClaim", Text("", Jwt.RoleClaim)),
        .. Of(Process, "drain.", new DrainSettings()),
        new(Clients, "listen", $"`{EntryPoint.Default.Listen}`"),
        new(Clients, "paths", Word(EntryPoint.Default.Paths)),
        .. Of(Primaries, "healthCheck.", new HealthCheck { Path = "/" }).Where(one => !s_inWords.Contains(one.Key)),
        .. Of(Primaries, "ejection.", new Ejection()).Where(one => !s_inWords.Contains(one.Key)),
        new(Primaries, "failover.maxBufferedBody", Text("Bytes", new FailoverService { Name = "f", Primary = default, Fallback = default }.MaxBufferedBody)),
        new(Process, "telemetry.metrics.endpoints", Text("", new MetricSettings().Endpoints)),
        new(Primaries, "maxConnections", Text("", Endpoints.MaxConnections)),
        new(Primaries, "balancing", Word(Endpoints.Balancing)),
        new(Primaries, "headers.host", Word(Endpoints.Host.Kind)),
        new(Primaries, "maxBodySize", Text("", Matched.MaxBodyBytes)),
        new(Primaries, "fanOut.timeout", Text("", FannedOut.Timeout)),
        new(Primaries, "fanOut.failureStatus", Text("", FannedOut.FailureStatus)),
        new(Primaries, "fanOut.allowPartial", Text("", FannedOut.AllowPartial)),
        new(Primaries, "fanOut.maxBufferedBody", Text("Bytes", FannedOut.MaxBufferedBody)),
        new(Primaries, "fanOut.maxAnswerSize", Text("Bytes", FannedOut.MaxAnswerBytes)),
        new(Copies, "maxBodySize", Text("", Copied.MaxBodyBytes)),
        new(Copies, "body", Copied.CopyBody ? "`stream`" : "`none`"),
        new(Copies, "only.methods", Copied.Only.Methods is { } methods && methods.SequenceEqual(CopyFilter.SafeMethods) ? "`safe`: GET, HEAD, OPTIONS" : "`all`"),
        new(Copies, "headers.mark", Text("", Copied.Changes.Mark)),
        new(Copies, "logResponses", Text("", Copied.LogResponses)),
        new(Copies, "timing", Word(Copied.Timing)),
        new(Copies, "awaitAtMost", Text("", Copied.AwaitAtMost)),
        new(Copies, "enabled", Text("", Copied.Enabled)),
        new(Process, "gateway", Text("", new Plan().Gateway)),
        new(Process, "telemetry.logs.format", new LogSettings().Json ? "`json`" : "`text`"),
        new(Process, "telemetry.traces.mirror", Word(new TraceSettings().Mirror)),
        new(Process, "telemetry.logs.level", Text("", new LogSettings().Level)),
        Fixed("a service's or mirror's answer head", Code("Halfsilver/Wire/AnswerReader.cs"), "MaxHeadBytes", size: true),
        Fixed("fields in it", Code("Halfsilver/Wire/AnswerReader.cs"), "MaxFields"),
        Fixed("interim answers before one answer", Code("Halfsilver/Sending/CopyRun.Answer.cs"), "MostInterim"),
        Fixed("interim answers before one answer", Code("Halfsilver.Gateway/Serving/PrimaryCall.cs"), "MaxInterim"),
        Fixed("trailers behind one body", Code("Halfsilver/Wire/TrailerLines.cs"), "MaxBytes", size: true),
        Fixed("chunk extensions in one body", Code("Halfsilver/Wire/ChunkReader.cs"), "MaxExtensions", size: true),
        Fixed("an unread body that is read to keep a client's connection", Code("Halfsilver.Gateway/Listening/Http1Front.cs"), "DrainBytes", size: true),
        Fixed("log lines that wait for their reader", Code("Halfsilver/Telemetry/LogOutput.cs"), "Capacity"),
        Fixed("evidence lines that wait for the disk", Code("Halfsilver/Telemetry/EvidenceLog.cs"), "Capacity"),
        Fixed("series of one metric", Code("Halfsilver/Telemetry/SeriesTable.cs"), "Cap"),
        Fixed("tokens that are kept", Code("Halfsilver.Gateway/Admin/Access/TokenBook.cs"), "MaxTokens"),
        Fixed("failed logins of one address at once", Code("Halfsilver.Gateway/Admin/Access/LoginLimit.cs"), "Burst"),
        Fixed("addresses whose failed logins are remembered", Code("Halfsilver.Gateway/Admin/Access/LoginLimit.cs"), "MaxAddresses"),
        Fixed("characters of a JSON Web Token", Code("Halfsilver.Gateway/Admin/Access/JwtReader.cs"), "MaxLength"),
        Fixed("readers of the event stream", Code("Halfsilver.Gateway/Admin/EventStreams.cs"), "MaxReaders"),
        Fixed("events that wait for one reader", Code("Halfsilver.Gateway/Admin/EventStreams.cs"), "QueueLength"),
        Fixed("revisions that are kept", Code("Halfsilver.Stores/Retention.cs"), "UsualRevisions"),
        Fixed("bytes of their plans", Code("Halfsilver.Stores/Retention.cs"), "UsualPlanBytes", size: true),
        Fixed("entries of the audit log", Code("Halfsilver.Stores/Retention.cs"), "UsualAuditEntries"),
        Fixed("days that they are kept", Code("Halfsilver.Stores/Retention.cs"), "UsualAuditDays"),
        Fixed("a configuration over HTTP", Code("Halfsilver.Gateway/Admin/ConfigText.cs"), "MaxBytes", size: true),
    ];

    private static HouseFile Code(string path) => House.Files.Single(file => file.Path == $"src/{path}");

    [Fact]
    public void The_page_of_defaults_says_what_the_plan_says() =>
        Verdict.None(SettingsTable.Check(House.Files.Single(file => file.Path == "docs/settings.md"), Defaults));

    [Theory]
    [InlineData("| x | `a.window` | 2 MiB |")]
    [InlineData("| x | `a.window` | 10 MiB |")]
    [InlineData("| x | `window` | 1 MiB |")]
    [InlineData("| x | `a.window` | 1 MiB |\n| y | `a.window` | 1 MiB |")]
    [InlineData("| x | `a.window` | 1 MiB |\n## Copies", "Clients")]
    public void A_row_that_says_something_else_is_seen(string rows, string heading = "Copies") =>
        Assert.Single(SettingsTable.Check(Page(heading, rows), [new("Copies", "a.window", "1 MiB")]));

    [Theory]
    [InlineData("1 MiB")]
    [InlineData("1 MiB; above it 413")]
    public void A_row_may_say_more_than_the_value(string cell) =>
        Assert.Empty(SettingsTable.Check(Page("Copies: `mirrors`", $"| x | `a.window`, or `b` | {cell} |"), [new("Copies", "a.window", "1 MiB")]));

    [Fact]
    public void Values_are_written_as_people_read_them()
    {
        Assert.Equal(
            [
                new Default("h", "p.maxInFlight", "4,096"), new Default("h", "p.maxQueue", "16,384"),
                new Default("h", "p.maxBufferedBytes", "64 KiB"),
                new Default("h", "p.maxSpillBytes", "1 GiB"), new Default("h", "p.maxSpillFiles", "64"), new Default("h", "p.maxCopiesPerSecond", "no limit"),
            ],
            Of("h", "p.", new Budgets { MaxBufferedBytes = 65_536 }));
        Assert.Equal("500 ms", Text("", TimeSpan.FromMilliseconds(500)));
        Assert.Equal("75 s", Text("", TimeSpan.FromSeconds(75)));
    }

    [Fact]
    public void Constants_are_read_from_code()
    {
        HouseFile code = new("A.cs", "public const int Most = 16 * 1024;\nprivate const long Few = 2_000;");
        Assert.Equal(new Default("Fixed", "a", "16 KiB"), Fixed("a", code, "Most", size: true));
        Assert.Equal(new Default("Fixed", "a", "2,000"), Fixed("a", code, "Few"));
        Assert.Throws<InvalidOperationException>(() => Fixed("a", code, "Gone"));
    }

    private static string Word<T>(T value)
        where T : struct, Enum => $"`{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString())}`";

    private static HouseFile Page(string heading, string rows) => new("docs/a.md", $"## {heading}\n| what | key | default |\n|---|---|---|\n{rows}\n");
}
