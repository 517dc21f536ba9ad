using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

using static Halfsilver.Gateway.Tests.Dialects.Kong.KongGateway;

namespace Halfsilver.Gateway.Tests.Dialects.Kong;

/// <summary>Routes of Kong's declarative files: their order, and what they send.</summary>
public sealed class KongRouteTests
{
    private const string Ordered = """
        _format_version: "3.0"
        services:
        - { name: short, url: "http://a", path: /short, routes: [ { paths: [ /a ] } ] }
        - { name: long, url: "http://a/long", routes: [ { paths: [ /a/b, /other ] } ] }
        - { name: regex, url: "http://a/regex", routes: [ { paths: [ "~/a/[0-9]+$" ], strip_path: false } ] }
        - { name: host, url: "http://a/host", routes: [ { hosts: [ "*.example.com" ], paths: [ /a ], strip_path: false } ] }
        - { name: plain, url: "http://a/plain", routes: [ { hosts: [ shop.example.com ], paths: [ /a ], strip_path: false } ] }
        - { name: header, url: "http://a/header", routes: [ { headers: { x-env: [ Dev, "~*^te" ] }, paths: [ / ], strip_path: false } ] }
        - { name: secure, url: "http://a/secure", routes: [ { protocols: [ https ], paths: [ /secure ] } ] }
        - { name: moved, url: "http://a/secure", routes: [ { protocols: [ https ], paths: [ /moved ], https_redirect_status_code: 308 } ] }
        """;

    [Theory]
    [InlineData("/a", "x", "", "/short")]
    [InlineData("/a/", "x", "", "/short/")]
    [InlineData("/a/x?q=1", "x", "", "/short/x?q=1")]
    [InlineData("/ab", "x", "", "/short/b")]
    [InlineData("/a/b/c", "x", "", "/long/c")]
    [InlineData("/other", "x", "", "/long")]
    [InlineData("/a/12", "x", "", "/regex/a/12")]
    [InlineData("/a/b/12", "a.example.com", "", "/host/a/b/12")]
    [InlineData("/a/12", "shop.example.com", "", "/plain/a/12")]
    [InlineData("/a/b", "x", "X-Env: DEV\r\n", "/header/a/b")]
    [InlineData("/z", "x", "X-Env: test\r\n", "/header/z")]
    public async Task Requests_go_where_Kong_sends_them_and_with_its_paths(string target, string host, string fields, string sent)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("a"));
        await using var gateway = await StartAsync(Ordered, ("a:80", a));

        Assert.Equal(200, (await gateway.GetAsync(target, host, fields)).Status);

        Assert.Equal(sent, Assert.Single(await a.WaitForAsync(1)).Target);
    }

    [Fact]
    public async Task A_route_for_https_alone_answers_426_in_clear_text_or_redirects_and_others_are_a_404()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("a"));
        await using var gateway = await StartAsync(Ordered, ("a:80", a));

        Assert.Equal(426, (await gateway.GetAsync("/secure")).Status);
        var moved = await gateway.GetAsync("/moved/x?q=1", "shop.example");
        Assert.Equal((308, "https://shop.example/moved/x?q=1"), (moved.Status, moved.Field("Location")));
        Assert.Equal(404, (await gateway.GetAsync("/none")).Status);
        Assert.Empty(a.Begun);
    }

    [Fact]
    public async Task Plugins_change_end_and_bound_requests()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("a"));
        await using var gateway = await StartAsync(
            """
            _format_version: "3.0"
            services:
            - name: a
              url: http://a
              routes:
              - name: changed
                paths: [ /changed ]
                plugins:
                - { name: request-transformer, config: { remove: { headers: [ X-Secret ] }, append: { headers: [ "X-Tag:kong" ], querystring: [ "v:1" ] } } }
                - { name: request-size-limiting, config: { allowed_payload_size: 2, size_unit: bytes } }
              - { name: ended, paths: [ /ended ], plugins: [ { name: request-termination, config: { status_code: 503, message: closed } } ] }
            """,
            ("a:80", a));

        await gateway.GetAsync("/changed/x", fields: "X-Secret: 1\r\n");
        var request = Assert.Single(await a.WaitForAsync(1));
        Assert.Equal(("/x?v=1", null, "kong"), (request.Target, request.Field("X-Secret"), request.Field("X-Tag")));
        var ended = await gateway.GetAsync("/ended");
        Assert.Equal((503, """{"message":"closed"}"""), (ended.Status, ended.BodyText));
        Assert.Equal(413, (await gateway.AskOnceAsync("POST /changed HTTP/1.1\r\nHost: shop\r\nContent-Length: 3\r\n\r\nabc")).Status);
    }
}
