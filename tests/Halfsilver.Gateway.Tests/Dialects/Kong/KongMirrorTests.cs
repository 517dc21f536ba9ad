using System.Diagnostics;
using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

using static Halfsilver.Gateway.Tests.Dialects.Kong.KongGateway;

namespace Halfsilver.Gateway.Tests.Dialects.Kong;

/// <summary>Mirrors by Kong's declarative files.</summary>
public sealed class KongMirrorTests
{
    private const string Get = "GET /x HTTP/1.1\r\nHost: shop\r\n\r\n";

    private const string Seed = """
        _format_version: "3.0"
        services:
        - name: ai-service
          url: http://ai-service:8000
          routes:
          - name: ai-service-route
            paths: [ /ai ]
            plugins:
            - name: traffic-mirror
              config:
                {
                  "mirrorHost": "ai-service-v2-staging.internal",
                  "mirrorPort": 8000,
                  "percentage": 50,
                  "synchronous": false,
                  "logResponses": true
                }
        """;

    [Fact]
    public async Task M1_The_seed_s_configuration_sends_half_of_the_route_s_requests_to_the_staging_target()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var staging = RecordingUpstream.Start(Answer.Text("staging"));
        await using var gateway = await StartAsync(Seed, ("ai-service:8000", primary), ("ai-service-v2-staging.internal:8000", staging));

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("primary", (await gateway.GetAsync($"/ai/{i}")).BodyText);
        }

        await BooksOf.BalanceAsync(gateway.Host, 20, "ai-service-v2-staging.internal-8000");
        Assert.Equal((20, 10), (primary.Count, staging.Count));
    }

    [Fact]
    public async Task M13_The_plugin_of_a_route_beats_that_of_its_service_and_that_the_one_of_everything()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var route = RecordingUpstream.Start(Answer.Text("m"));
        await using var service = RecordingUpstream.Start(Answer.Text("m"));
        await using var all = RecordingUpstream.Start(Answer.Text("m"));
        const string File = """
            _format_version: "3.0"
            services:
            - name: a
              url: http://a
              plugins: [ { name: traffic-mirror, config: { mirrorHost: of-service, mirrorPort: 80 } } ]
              routes:
              - { name: own, paths: [ /own ], plugins: [ { name: traffic-mirror, config: { mirror_host: of-route, mirror_port: 80 } } ] }
              - { name: plain, paths: [ /plain ] }
            - name: b
              url: http://a
              routes: [ { name: other, paths: [ /other ] } ]
            plugins: [ { name: traffic-mirror, config: { mirrorHost: of-all, mirrorPort: 80 } } ]
            """;
        await using var gateway = await StartAsync(File, ("a:80", primary), ("of-route:80", route), ("of-service:80", service), ("of-all:80", all));

        foreach (var path in (string[])["/own/1", "/plain/2", "/other/3"])
        {
            Assert.Equal(200, (await gateway.GetAsync(path)).Status);
        }

        Assert.Equal("/1", Assert.Single(await route.WaitForAsync(1)).Target);
        Assert.Equal("/2", Assert.Single(await service.WaitForAsync(1)).Target);
        Assert.Equal("/3", Assert.Single(await all.WaitForAsync(1)).Target);
        Assert.Equal(3, primary.Count);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("mirror_request_body: true, ", "hi")]
    public async Task M14_Every_endpoint_of_http_mirror_gets_the_request_and_its_body_only_where_that_is_asked(string asked, string body)
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var one = RecordingUpstream.Start(Answer.Text("m"));
        await using var two = RecordingUpstream.Start(Answer.Text("m"));
        await using var gateway = await StartAsync(
            WithPlugin($$"""{ name: http-mirror, config: { {{asked}}mirror_endpoints: [ "http://one:81", "http://two/copies" ] } }"""),
            ("a:80", primary), ("one:81", one), ("two:80", two));

        await gateway.AskOnceAsync("POST /x/y?q=1 HTTP/1.1\r\nHost: shop\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nhi");

        var first = Assert.Single(await one.WaitForAsync(1));
        Assert.Equal(("POST /x/y?q=1 HTTP/1.1", "1", "shop", body), (first.RequestLine, first.Field("X-A"), first.Field("Host"), first.BodyText));
        var second = Assert.Single(await two.WaitForAsync(1));
        Assert.Equal(("POST /copies/x/y?q=1 HTTP/1.1", body), (second.RequestLine, second.BodyText));
        Assert.Equal("hi", Assert.Single(primary.Requests).BodyText);
    }

    [Theory]
    [InlineData("false", "a:8000", "m:9000")]
    [InlineData("true", "shop", "shop")]
    public async Task M15_Both_see_the_path_without_the_route_s_and_their_own_Host_unless_it_is_preserved(string preserved, string host, string mirrorHost)
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = RecordingUpstream.Start(Answer.Text("m"));
        var file = $$"""
            _format_version: "3.0"
            services:
            - name: a
              url: http://a:8000
              routes: [ { name: r, paths: [ /api/v1 ], preserve_host: {{preserved}} } ]
            plugins: [ { name: traffic-mirror, config: { mirrorHost: m, mirrorPort: 9000 } } ]
            """;
        await using var gateway = await StartAsync(file, ("a:8000", primary), ("m:9000", mirror));

        await gateway.GetAsync("/api/v1/users?x=1", "shop");

        var asked = Assert.Single(await primary.WaitForAsync(1));
        Assert.Equal(("/users?x=1", host), (asked.Target, asked.Field("Host")));
        var copied = Assert.Single(await mirror.WaitForAsync(1));
        Assert.Equal(("/users?x=1", mirrorHost), (copied.Target, copied.Field("Host")));
        Assert.Null(copied.Field("Halfsilver-Copy"));
    }

    [Fact]
    public async Task M6_A_synchronous_copy_holds_the_primary_s_answer_until_it_has_ended()
    {
        var late = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = RecordingUpstream.Start(new Answer { Gate = late.Task });
        await using var gateway = await StartAsync(WithPlugin("{ name: traffic-mirror, config: { mirrorHost: m, mirrorPort: 80, synchronous: true } }"), ("a:80", primary), ("m:80", mirror));

        var watch = Stopwatch.StartNew();
        var answer = gateway.AskOnceAsync(Get);
        await Bound.Eventually(() => mirror.Begun.Count == 1, "the copy has come");
        await primary.WaitForAsync(1);
        Assert.True(!answer.IsCompleted || watch.Elapsed > TimeSpan.FromMilliseconds(900), "it was not held");
        late.SetResult();

        Assert.Equal((200, "primary"), ((await answer).Status, (await answer).BodyText));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task M7_A_synchronous_mirror_that_hangs_or_refuses_holds_the_answer_for_a_second_at_most(bool hangs)
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using LoopbackServer mirror = hangs ? BadMirror.Hangs() : BadMirror.Refuses();
        var plan = Plan(WithPlugin("{ name: traffic-mirror, config: { mirrorHost: m, mirrorPort: 80, synchronous: true } }"), ("a:80", primary), ("m:80", mirror));
        await using var gateway = await TestGateway.StartAsync(plan.ForCopies(times => times with { Deadline = TimeSpan.FromSeconds(20) }));

        var watch = Stopwatch.StartNew();
        var answer = await gateway.AskOnceAsync(Get);

        Assert.Equal((200, "primary"), (answer.Status, answer.BodyText));
        Assert.InRange(watch.Elapsed, hangs ? TimeSpan.FromMilliseconds(900) : TimeSpan.Zero, TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task M8_A_copy_that_is_not_waited_for_never_delays_the_answer()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = BadMirror.Hangs();
        await using var gateway = await StartAsync(WithPlugin("{ name: traffic-mirror, config: { mirrorHost: m, mirrorPort: 80 } }"), ("a:80", primary), ("m:80", mirror));

        var watch = Stopwatch.StartNew();
        Assert.Equal("primary", (await gateway.AskOnceAsync(Get)).BodyText);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), "the copy's own time is 5 s");
    }
}
