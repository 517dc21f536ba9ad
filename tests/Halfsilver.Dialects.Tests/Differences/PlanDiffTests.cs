using Halfsilver.Dialects.Differences;
using Halfsilver.Dialects.Native;
using Halfsilver.Planning;

using Xunit;

namespace Halfsilver.Dialects.Tests.Differences;

public sealed class PlanDiffTests
{
    private const string Shop = """
        version: 1
        services:
          a: { endpoints: [ "http://a1:80", { url: "http://a2:80", weight: 2 } ] }
          b: { host: b, port: 80 }
        routes:
          orders:
            match: { path: { prefix: /orders }, methods: [ GET, POST ], headers: [ { name: x-a, exact: one }, { name: x-b, present: true } ] }
            service: a
            mirrors:
              v2: { service: b, percent: 10, headers: { set: { x-env: shadow } } }
        """;

    [Theory]
    [InlineData("percent: 10", "percent: 25", "~ routes.orders.mirrors.v2.percent  10 → 25")]
    [InlineData("headers: { set: { x-env: shadow } }", "headers: { set: { x-env: shadow }, remove: [ authorization ] }", "+ routes.orders.mirrors.v2.headers.remove  [ authorization ]")]
    [InlineData(", headers: { set: { x-env: shadow } }", "", "- routes.orders.mirrors.v2.headers.set  { x-env: shadow }")]
    [InlineData("percent: 10", "percent: 10, timeouts: { deadline: 7s }", "~ routes.orders.mirrors.v2.timeouts.deadline  5s → 7s")]
    [InlineData("percent: 10", "percent: 10, maxBodySize: 2MiB", "~ routes.orders.mirrors.v2.maxBodySize  unlimited → 2MiB")]
    [InlineData("weight: 2", "weight: 3", "~ services.a.endpoints[http://a2:80].weight  2 → 3")]
    [InlineData("\"http://a1:80\", ", "", "- services.a.endpoints[http://a1:80]  { url: \"http://a1:80\" }")]
    [InlineData("[ GET, POST ]", "[ GET, PUT ]", "~ routes.orders.match.methods  [ GET, POST ] → [ GET, PUT ]")]
    [InlineData("prefix: /orders", "exact: /orders", "- routes.orders.match.path.prefix  /orders|+ routes.orders.match.path.exact  /orders")]
    [InlineData("service: a", "destinations: [ { service: a }, { service: b, weight: 3 } ]", "+ routes.orders.destinations[b]  { service: b, weight: 3 }")]
    [InlineData("service: a", "redirect: { host: new.test }", "- routes.orders.destinations  [ { service: a } ]|+ routes.orders.redirect  { host: new.test }")]
    [InlineData("x-env: shadow", "x-env: sh", "~ routes.orders.mirrors.v2.headers.set.x-env  shadow → sh")]
    public void A_change_is_told_at_its_place(string old, string now, string told) =>
        Assert.Equal(told.Split('|').Order(StringComparer.Ordinal), Lines(Shop, Shop.Replace(old, now, StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("[ GET, POST ]", "[ POST, GET ]")]
    [InlineData("[ \"http://a1:80\", { url: \"http://a2:80\", weight: 2 } ]", "[ { host: a2, port: 80, weight: 2 }, { host: a1, port: 80 } ]")]
    [InlineData("[ { name: x-a, exact: one }, { name: x-b, present: true } ]", "[ { name: x-b, present: true }, { name: x-a, exact: one } ]")]
    [InlineData("{ path: { prefix: /orders }, methods: [ GET, POST ]", "{ path: /orders, all: [ { methods: [ GET, POST ] } ]")]
    [InlineData("service: a\n", "destinations: [ { service: a, weight: 7 } ]\n")]
    [InlineData("percent: 10", "fraction: 1/10")]
    [InlineData("percent: 10", "percent: 10, timing: concurrent, only: { methods: safe }")]
    [InlineData("host: b, port: 80", "host: b, port: 80, tls: {}")]
    [InlineData("host: b, port: 80", "host: b")]
    public void What_only_looks_different_is_no_difference(string old, string now) => Assert.Empty(Lines(Shop, Shop.Replace(old, now, StringComparison.Ordinal)));

    [Fact]
    public void What_both_plans_share_hides_no_difference_beside_it()
    {
        var before = Routes("one", "two", "three");
        var after = before with
        {
            Routes = [before.Routes[2], Routes("four").Routes[0], before.Routes[0] with { Action = new DirectAction { Status = 204 } }],
            Services = Read(Shop).Services,
        };

        var nothingShared = after with { Routes = [.. after.Routes.Select(route => route with { })] };

        var changes = PlanDiff.Between(before, after);

        Assert.Equal(["routes.four", "routes.one.respond.status", "routes.two", "services"], changes.Select(change => change.Path).Order(StringComparer.Ordinal));
        Assert.Equal(PlanDiff.Between(before, nothingShared).Select(change => change.ToString()), changes.Select(change => change.ToString()));
    }

    [Fact]
    public void A_plan_has_no_difference_to_itself()
    {
        var plan = Routes("one", "two");

        Assert.Empty(PlanDiff.Between(plan, plan));
        Assert.Equal(["routes.one"], PlanDiff.Between(plan with { Routes = [plan.Routes[1]] }, plan).Select(change => change.Path));
    }

    [Fact]
    public void Names_may_stand_in_any_order_and_those_with_dots_stand_in_brackets()
    {
        var (one, other) = (Routes("one", "two.three"), Routes("two.three", "one"));

        Assert.Empty(PlanDiff.Between(one, other));
        Assert.Equal(["- routes[two.three]  { match: { path: { exact: /two.three } }, respond: { status: 200 } }"], PlanDiff.Between(one, Routes("one")).Select(change => change.ToString()));
    }

    [Fact]
    public void The_order_of_calls_of_certificates_and_of_values_of_a_field_is_told()
    {
        var before = RichPlan.Make();
        var fan = (FanOutService)before.Services["fan"];
        var web = before.EntryPoints[0];
        var after = before with
        {
            Services = before.Services.SetItem("fan", fan with { Calls = [fan.Calls[1], fan.Calls[0]] }),
            EntryPoints = before.EntryPoints.SetItem(0, web with { Tls = web.Tls! with { Certificates = [.. web.Tls.Certificates.Reverse()] } }),
        };

        Assert.Equal(["entryPoints.web.tls.certificates", "services.fan.fanOut.calls"], PlanDiff.Between(before, after).Select(change => change.Path).Order(StringComparer.Ordinal));
        Assert.Equal("~ services.fan.fanOut.calls  [ one, two ] → [ two, one ]", PlanDiff.Between(before, after).Select(change => change.ToString()).Last());
        Assert.Equal(["~ routes.a.respond.headers.x-a  [ \"1\", \"2\" ] → [ \"2\", \"1\" ]"], PlanDiff.Between(Answer("1", "2"), Answer("2", "1")).Select(change => change.ToString()));
    }

    [Fact]
    public void Secrets_are_masked_and_their_change_is_told_all_the_same()
    {
        static Plan Plan(string secret) => new()
        {
            EntryPoints = [new EntryPoint { Name = "web", Listen = ":1", Tls = new ListenTls { Certificates = [new CertificateFiles("a.crt", $"-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----\n")] } }],
            Routes =
            [
                new Route
                {
                    Name = "a", Rule = new HeaderRule("X-Api-Key", ValueTest.Is(secret)), Action = new MetricsAction(),
                    Rewrite = new Rewrite { SetFields = [new Field("Authorization", secret)], Query = new QueryChanges { Set = [new Field("token", secret)] } },
                },
            ],
        };

        var changes = PlanDiff.Between(Plan("do-not-print-1"), Plan("do-not-print-2"));

        Assert.Equal(4, changes.Length);
        Assert.DoesNotContain(changes, change => $"{change} {change.Before?.ToJsonString()} {change.After?.ToJsonString()}".Contains("do-not-print", StringComparison.Ordinal));
        Assert.Contains("~ routes.a.rewrite.headers.set.Authorization  \"***\" → \"***\"", changes.Select(change => change.ToString()));
        Assert.DoesNotContain(PlanDiff.Between(new Plan(), Plan("do-not-print")), change => change.ToString().Contains("do-not-print", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_value_is_cut_in_a_line_and_whole_in_the_change()
    {
        var change = PlanDiff.Between(Answer(new string('a', 500)), Answer("b")).Single();

        Assert.Contains("…", change.ToString(), StringComparison.Ordinal);
        Assert.Equal(500, change.Before!.GetValue<string>().Length);
    }

    [Fact]
    public void A_plan_does_not_differ_from_itself() => Assert.Empty(PlanDiff.Between(RichPlan.Make(), RichPlan.Make()));

    private static Plan Routes(params string[] names) =>
        new() { Routes = [.. names.Select(name => new Route { Name = name, Rule = new PathRule("/" + name), Action = new DirectAction { Status = 200 } })] };

    private static Plan Answer(params string[] values) => new()
    {
        Routes = [new Route { Name = "a", Rule = AnyRule.Instance, Action = new DirectAction { Status = 200, Fields = [.. values.Select(value => new Field("x-a", value))] } }],
    };

    private static IEnumerable<string> Lines(string before, string after) => PlanDiff.Between(Read(before), Read(after)).Select(change => change.ToString());

    private static Plan Read(string text)
    {
        var reading = new NativeDialect().Read(new DialectText("plan.yaml", text));
        Assert.True(reading.Plan is not null, string.Join('\n', reading.Notices.Select(notice => notice.Message)));
        return reading.Plan;
    }
}
