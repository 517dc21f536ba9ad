using System.Text.Json;
using Halfsilver.Journey.Library;
using Halfsilver.Planning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Library;

/// <summary>What may be said in code and in configuration, and what is refused.</summary>
public sealed class OptionsTests
{
    private const string Whole = """
        {
          "Mirrors": {
            "v2": {
              "Url": "http://127.0.0.1:5001", "Percent": 12.5, "Enabled": false, "Methods": [ "GET", "POST" ],
              "Host": "shop.test", "PathPrefix": "/orders", "Body": false, "MaxBodyBytes": 1000, "Mark": false,
              "RemoveHeaders": [ "authorization" ], "SetHeaders": { "X-Copy": "yes" },
              "Timing": "afterPrimary", "AwaitAtMost": "00:00:00.250",
              "Timeouts": { "Connect": "00:00:02", "Deadline": "00:00:03", "Idle": "00:00:04" },
              "Budget": { "MaxInFlight": 1, "MaxQueue": 2, "MaxPerSecond": 3, "Window": 4, "MaxAnswerBytes": 5 },
              "Circuit": { "OpenAfter": 6, "FirstProbe": "00:00:07" }
            },
            "v3": { "Service": "many", "Percent": 100, "Methods": "all", "Path": "/one" }
          },
          "Services": { "many": { "Urls": [ "http://a.test", "http://b.test:81" ] } },
          "Budgets": { "MaxInFlight": 10, "MaxQueue": 20, "MaxBufferedBytes": 30, "MaxCopiesPerSecond": 40 },
          "Drain": "00:00:01"
        }
        """;

    [Fact]
    public void Configuration_says_all_that_records_can()
    {
        var options = Read(Whole);

        Assert.Empty(options.Problems);
        Assert.Equal(new Budgets { MaxInFlight = 10, MaxQueue = 20, MaxBufferedBytes = 30, MaxCopiesPerSecond = 40 }, options.Budgets);
        Assert.Equal(TimeSpan.FromSeconds(1), options.Drain);
        var (v2, match) = options.Mirrors[0];
        Assert.Equal(("v2", "v2", 125_000, false, false, 1000L), (v2.Name, v2.Target.Service, v2.Share.Millionths, v2.Enabled, v2.CopyBody, v2.MaxBodyBytes));
        Assert.Equal(["GET", "POST"], v2.Only.Methods!.Value);
        Assert.Equal([new HostRule("shop.test"), new PathPrefixRule("/orders")], Assert.IsType<AllOf>(match).Rules);
        Assert.False(v2.Changes.Mark);
        Assert.Equal(["authorization"], v2.Changes.Rewrite.RemoveFields);
        Assert.Equal([new Field("X-Copy", "yes")], v2.Changes.Rewrite.SetFields);
        Assert.Equal((CopyTiming.AfterPrimary, TimeSpan.FromMilliseconds(250)), (v2.Timing, v2.AwaitAtMost));
        Assert.Equal(new CopyTimeouts { Connect = TimeSpan.FromSeconds(2), Deadline = TimeSpan.FromSeconds(3), Idle = TimeSpan.FromSeconds(4) }, v2.Timeouts);
        Assert.Equal(new MirrorBudget { MaxInFlight = 1, MaxQueue = 2, MaxPerSecond = 3, Window = 4, MaxAnswerBytes = 5 }, v2.Budget);
        Assert.Equal(new CircuitSettings { OpenAfter = 6, FirstProbe = TimeSpan.FromSeconds(7) }, v2.Circuit);
        var (v3, other) = options.Mirrors[1];
        Assert.Equal((null, new PathRule("/one")), (v3.Only.Methods, other));
        Assert.Equal(["a.test:80", "b.test:81"], options.Services.Single(service => service.Name == "many").Endpoints.Select(at => $"{at.Host}:{at.Port}"));
        AppPlan.Of(options, out var problems);
        Assert.Empty(problems);
    }

    [Fact]
    public void What_is_not_said_is_as_in_the_gateway()
    {
        var (mirror, match) = Assert.Single(Read("""{ "Mirrors": { "v2": { "Url": "http://127.0.0.1:5001", "Percent": 25 } } }""").Mirrors);
        var coded = Assert.Single(new MirroringOptions().Mirror("v2", "http://127.0.0.1:5001", percent: 25).Mirrors).Mirror;

        Assert.IsType<AnyRule>(match);
        foreach (var one in new[] { mirror, coded })
        {
            var plain = new Mirror { Name = "v2", Target = new ServiceRef("v2"), Share = Share.FromPercent(25)! };
            Assert.Equal(CopyFilter.SafeMethods, one.Only.Methods!.Value);
            Assert.Equal((plain.Timeouts, plain.Budget, plain.Circuit, plain.Share), (one.Timeouts, one.Budget, one.Circuit, one.Share));
            Assert.Equal((true, true, null, CopyTiming.Concurrent, true), (one.Enabled, one.CopyBody, one.MaxBodyBytes, one.Timing, one.Changes.Mark));
        }
    }

    [Theory]
    [InlineData("""{ "Mirors": {} }""", "mirors: key is not known (Mirors) (did you mean \"Mirrors\"?")]
    [InlineData("""{ "Mirrors": { "v2": { "Percent": 1 } } }""", "mirrors[v2].url: neither Url nor Service")]
    [InlineData("""{ "Mirrors": { "v2": { "Url": "http://a", "Service": "b", "Percent": 1 } } }""", "mirrors[v2].url: Url and Service are both there")]
    [InlineData("""{ "Mirrors": { "v2": { "Url": "http://a" } } }""", "mirrors[v2].percent: how much is copied is not said")]
    [InlineData("""{ "Mirrors": { "v2": { "Url": "http://a", "Percent": "many" } } }""", "mirrors[v2].percent: cannot be read (many)")]
    [InlineData("""{ "Mirrors": { "v2": { "Url": "http://a", "Percent": 101 } } }""", "mirrors[v2].percent: out of range (101)")]
    [InlineData("""{ "Mirrors": { "v2": { "Url": "a:80", "Percent": 1 } } }""", "mirrors[v2].url: not an address (a:80)")]
    [InlineData("""{ "Mirrors": { "v2": { "Url": "http://a/b", "Percent": 1 } } }""", "mirrors[v2].url: more than a host and a port")]
    [InlineData("""{ "Mirrors": { "v2": { "Service": "b", "Percent": 1 } } }""", "mirrors[v2].service: no service named \"b\"")]
    [InlineData("""{ "Mirrors": { "v2": { "Url": "http://a", "Percent": 1, "Methods": [ "G T" ] } } }""", "mirrors[v2].only.methods: not a method (G T)")]
    [InlineData("""{ "Mirrors": { "v2": { "Url": "http://a", "Percent": 1, "PathPrefix": "orders" } } }""", "mirrors[v2].match.path: path does not begin with /")]
    [InlineData("""{ "Mirrors": { "v2": { "Url": "http://a", "Percent": 1, "Timing": "later" } } }""", "mirrors[v2].timing: not a timing (later)")]
    [InlineData("""{ "Mirrors": { "v2": { "Url": "http://a", "Percent": 1, "Timeouts": { "Deadline": "5" } } } }""", "mirrors[v2].timeouts.deadline: cannot be read (5)")]
    [InlineData("""{ "Mirrors": { "v2": { "Url": "http://a", "Percent": 1, "Budget": { "MaxInFlight": 0 } } } }""", "mirrors[v2].budget.maxInFlight: out of range (0)")]
    [InlineData("""{ "Services": { "b": {} } }""", "services[b].urls: no addresses (0)")]
    [InlineData("""{ "Services": { "b": { "Urls": [ "ftp://a" ] } } }""", "services[b].urls[0]: not an address (ftp://a)")]
    [InlineData("""{ "Budgets": { "MaxInFlight": 0 } }""", "budgets.maxInFlight: out of range (0)")]
    [InlineData("""{ "Drain": "-00:00:01" }""", "drain: out of range (-1 s)")]
    public void What_is_wrong_is_said_with_its_place(string json, string problem)
    {
        AppPlan.Of(Read(json), out var problems);

        Assert.StartsWith(problem, Assert.Single(problems.Select(one => $"{one.Path}: {one.Message}").Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mirror_on_a_port_that_a_gateway_would_take_is_fine()
    {
        AppPlan.Of(new MirroringOptions().Mirror("a", "http://127.0.0.1:8080", 1).Mirror("b", "http://127.0.0.1:8000", 1), out var problems);
        Assert.Empty(problems);
    }

    [Fact]
    public async Task An_application_with_bad_options_does_not_start_and_names_every_problem()
    {
        var refused = await Assert.ThrowsAsync<PlanRefusedException>(async () => await HostedApp.StartAsync(options => options
            .Mirror("v2", "http://127.0.0.1:5001", percent: 200)
            .Mirror("v2", "nowhere", percent: 1, new PathRule("orders"))));

        Assert.Equal(
            ["mirrors[v2].percent", "mirrors[v2].url", "services[v2]", "mirrors[v2].match.path", "routes[app].mirrors[v2]"],
            refused.Problems.Select(problem => problem.Path == "mirrors[v2]" ? "routes[app].mirrors[v2]" : problem.Path));
    }

    [Fact]
    public void To_use_what_was_not_added_says_what_is_missing()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        var app = builder.Build();

        Assert.Contains("AddMirroring", Assert.Throws<InvalidOperationException>(() => app.UseMirroring()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_and_configuration_add_up()
    {
        await using var mirror = RecordingUpstream.Start();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMirroring(options => options.Mirror("code", $"http://{mirror.EndPoint}", 1));
        services.AddMirroring(Configuration($$"""{ "Mirrors": { "file": { "Url": "http://{{mirror.EndPoint}}", "Percent": 1 } } }"""));
        await using var provider = services.BuildServiceProvider();

        Assert.Equal(["code", "file"], provider.GetRequiredService<AppMirroring>().Live.All.Select(live => live.Name).Order());
    }

    private static MirroringOptions Read(string json)
    {
        var options = new MirroringOptions();
        new MirroringSection(options).Read(Configuration(json));
        return options;
    }

    private static IConfiguration Configuration(string json) =>
        new ConfigurationBuilder().AddInMemoryCollection(Flat("", JsonDocument.Parse(json).RootElement)).Build();

    // As the JSON provider flattens it.
    private static IEnumerable<KeyValuePair<string, string?>> Flat(string key, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when !value.EnumerateObject().Any() => [new(key, null)],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(one => Flat($"{key}:{one.Name}".TrimStart(':'), one.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((one, i) => Flat($"{key}:{i}", one)),
        _ => [new(key, value.ToString())],
    };
}
