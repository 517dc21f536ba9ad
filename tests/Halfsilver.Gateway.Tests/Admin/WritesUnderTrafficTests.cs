using System.Text;
using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin;

/// <summary>Changes of the plan beside traffic.</summary>
public sealed class WritesUnderTrafficTests
{
    private const int Writes = 250;

    [Fact]
    public async Task Fifty_changes_a_second_cost_no_client_an_answer_and_none_of_them_is_lost()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        var plan = Plans.To(primary);
        plan = plan with
        {
            Services = plan.Services.Add("v2", Plans.Service("v2", mirror.Authority)),
            Routes = [plan.Routes[0] with { Mirrors = [Plans.Mirror("v2"), Plans.Mirror("v2", name: "other")] }],
        };
        await using var admin = await RevisionsUnderTest.StartAsync(request => request with { Plan = plan });
        using var over = new CancellationTokenSource();
        var traffic = Enumerable.Range(0, 4).Select(_ => AskAsync(admin, over.Token)).ToArray();

        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var writes = new List<Task<RevisionsUnderTest.Answered>>();
        for (var i = 0; i < Writes; i++)
        {
            await every.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            var body = Encoding.UTF8.GetBytes($$"""{ "percent": {{i % 100}}.{{i / 100}}1 }""");
            writes.Add(admin.SendAsync(HttpMethod.Patch, $"/api/v1/mirrors/all/{(i % 2 == 0 ? "mirror" : "other")}", body, "application/json"));
        }

        var answers = await Bound.Within(Task.WhenAll(writes), TimeSpan.FromSeconds(60), "every change to be answered");
        await over.CancelAsync();
        var asked = (await Bound.Within(Task.WhenAll(traffic), Bound.Usual, "the traffic to end")).Sum();

        Assert.All(answers, answer => Assert.Equal(200, answer.Code));
        Assert.Equal(Enumerable.Range(2, Writes), answers.Select(answer => answer.Json.GetProperty("revision").GetInt32()).Order());
        Assert.Equal(Writes + 1, admin.Gateway.Revision);
        Assert.True(asked > Writes, $"only {asked} requests");
        Assert.Equal(asked, primary.Count);
    }

    private static async Task<int> AskAsync(RevisionsUnderTest admin, CancellationToken over)
    {
        await using var client = await RawClient.ConnectAsync(admin.Gateway.EntryPoints[0].Address);
        var asked = 0;
        for (; !over.IsCancellationRequested; asked++)
        {
            Assert.Equal(200, (await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        }

        return asked;
    }
}
