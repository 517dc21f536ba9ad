using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin;

/// <summary>What tests of APIs over the plan ask of a whole gateway: objects by JSON, requests at its first entry point, books at rest.</summary>
internal static class PlanApi
{
    /// <summary>A plan that routes nothing yet.</summary>
    public static Plan Empty { get; } = new()
    {
        EntryPoints = [new EntryPoint { Name = "web", Listen = "127.0.0.1:0" }],
        Admin = new AdminSettings { Listen = "127.0.0.1:0" },
        Drain = new DrainSettings { Primaries = TimeSpan.FromSeconds(1), Copies = TimeSpan.FromSeconds(1) },
        Metrics = new MetricSettings { Aliases = [MetricNames.Vrata] },
    };

    /// <summary>One route to a primary, with mirrors to a service <c>shadow</c>.</summary>
    public static Plan Mirrored(LoopbackServer primary, LoopbackServer shadow, params Mirror[] mirrors) => Plans.To(primary) is var plan ? plan with
    {
        Services = plan.Services.Add("shadow", Plans.Service("shadow", shadow.Authority)),
        Routes = [plan.Routes[0] with { Mirrors = [.. mirrors.Select(mirror => mirror with { Target = new ServiceRef("shadow") })] }],
    } : plan;

    public static Task<RevisionsUnderTest> StartAsync(Plan plan) => RevisionsUnderTest.StartAsync(
        request => request with { Plan = plan, Rules = new ChangeRules { Compose = Plans.Patient } });

    /// <summary>Sends JSON, or nothing.</summary>
    public static Task<RevisionsUnderTest.Answered> JsonAsync(
        this RevisionsUnderTest admin, string method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        admin.SendAsync(new HttpMethod(method), $"/api/v1{path}", json is null ? null : Encoding.UTF8.GetBytes(json), "application/json", headers);

    /// <summary>Makes an object, and gives its id.</summary>
    public static async Task<string> MakeAsync(this RevisionsUnderTest admin, string list, string json)
    {
        var answer = await admin.JsonAsync("POST", $"/{list}", json);
        Assert.True(answer.Code == 201, $"{answer.Code} {answer.Text}");
        return answer.Json.GetProperty("id").GetString()!;
    }

    /// <summary>What a GET answers.</summary>
    public static async Task<JsonElement> ShownAsync(this RevisionsUnderTest admin, string path)
    {
        var answer = await admin.JsonAsync("GET", path);
        Assert.True(answer.Code == 200, $"{answer.Code} {answer.Text}");
        return answer.Json;
    }

    /// <summary>Asks at the first entry point so many times; the last answer.</summary>
    public static async Task<ReceivedAnswer> AskAsync(this RevisionsUnderTest admin, string path = "/x", int times = 1, string host = "shop.test")
    {
        await using var client = await RawClient.ConnectAsync(admin.Gateway.EntryPoints[0].Address);
        ReceivedAnswer? last = null;
        for (var i = 0; i < times; i++)
        {
            last = await client.AskAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        }

        return last!;
    }

    /// <summary>Waits until the books of a mirror are at rest with so many requests matched since the start; the copies that were sent.</summary>
    public static async Task<int> SentAsync(this RevisionsUnderTest admin, int matched, string mirror)
    {
        var sent = 0d;
        await Bound.Eventually(
            () =>
            {
                var output = new System.Buffers.ArrayBufferWriter<byte>();
                admin.Gateway.WriteMetrics(output);
                var page = PromText.Parse(Bytes.Text(output.WrittenSpan));
                double Sum(string family) => page.Sum($"halfsilver_mirror_{family}_total", ("mirror", mirror));
                sent = Sum("requests");
                return Sum("matched") == matched && Sum("skipped") + sent == matched && Sum("responses") + Sum("errors") == sent;
            },
            $"{mirror} comes to rest with {matched} matched");
        return (int)sent;
    }

    /// <summary>The pointers of a problem's errors.</summary>
    public static ImmutableArray<string> Pointers(this RevisionsUnderTest.Answered answer) =>
        [.. answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!)];
}
