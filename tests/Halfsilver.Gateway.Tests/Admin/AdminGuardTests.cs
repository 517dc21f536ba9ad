using System.Net;
using System.Text;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Running;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin;

public sealed class AdminGuardTests
{
    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData(":0")]
    [InlineData("[::]:0")]
    [InlineData("10.1.2.3:0")]
    public async Task An_address_that_others_can_reach_is_refused_and_the_text_says_what_to_do(string listen)
    {
        var refused = await Assert.ThrowsAsync<AdminRefusedException>(() => AdminUnderTest.StartAsync(listen));

        Assert.Contains(listen, refused.Message, StringComparison.Ordinal);
        Assert.Contains("admin.insecure: true", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_others_can_reach_is_served_when_the_plan_allows_it()
    {
        await using var admin = await AdminUnderTest.StartAsync("0.0.0.0:0", insecure: true);

        Assert.Equal("ok\n", await admin.Client.GetStringAsync("/healthz"));
    }

    [Theory]
    [InlineData("example:http")]
    [InlineData("8080")]
    [InlineData("::1:8080")]
    [InlineData("127.0.0.1:99999")]
    public async Task Text_that_is_no_address_is_refused(string listen)
    {
        var refused = await Assert.ThrowsAsync<ListenException>(() => AdminUnderTest.StartAsync(listen));

        Assert.False(refused.InUse);
    }

    [Fact]
    public async Task A_taken_port_is_told_apart()
    {
        await using var first = await AdminUnderTest.StartAsync();

        var refused = await Assert.ThrowsAsync<ListenException>(() => AdminUnderTest.StartAsync($"127.0.0.1:{first.Address.Port}"));

        Assert.True(refused.InUse);
    }

    [Theory]
    [InlineData("localhost:1", true, true)]
    [InlineData("LOCALHOST", true, true)]
    [InlineData("127.0.0.1:8080", true, true)]
    [InlineData("127.3.2.1", true, true)]
    [InlineData("[::1]:8080", true, true)]
    [InlineData("rebound.example:8080", false, false)]
    [InlineData("localhost.example", false, false)]
    [InlineData("127.0.0.1.nip.example", false, false)]
    [InlineData("10.1.2.3", false, true)]
    [InlineData("halfsilver", false, true)]
    [InlineData("", false, false)]
    public void A_host_must_name_this_machine_without_a_strangers_name_server(string host, bool onLoopback, bool onOther)
    {
        Assert.Equal(onLoopback, new AdminGuard(IPAddress.Loopback, [], []).AllowsHost(new HostString(host)));
        Assert.Equal(onOther, new AdminGuard(IPAddress.Any, [], []).AllowsHost(new HostString(host)));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/api/v1/kill-switch")]
    [InlineData("/healthz")]
    public async Task A_foreign_host_learns_nothing(string path)
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (answer, body) = await admin.SendAsync(HttpMethod.Get, path, null, ("Host", "rebound.example"));

        Assert.Equal(421, (int)answer.StatusCode);
        Assert.Equal("urn:halfsilver:problem:misdirected", body.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Another_origin_changes_nothing(string name, string value)
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (answer, _) = await admin.SendAsync(HttpMethod.Post, "/api/v1/kill-switch", null, (name, value));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(admin.Gateway.Asked);
    }

    [Fact]
    public async Task The_own_origin_may_press_the_switch()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (answer, _) = await admin.SendAsync(HttpMethod.Post, "/api/v1/kill-switch", null,
            ("Origin", $"http://127.0.0.1:{admin.Address.Port}"), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task A_body_that_a_form_could_send_changes_nothing(string type)
    {
        await using var admin = await AdminUnderTest.StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{}"));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await admin.Client.PostAsync("/api/v1/kill-switch", content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Empty(admin.Gateway.Asked);
    }

    [Fact]
    public async Task A_body_without_a_type_changes_nothing()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"route":"shop"}"""));

        using var answer = await admin.Client.PostAsync("/api/v1/kill-switch", content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Empty(admin.Gateway.Asked);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/metrics")]
    [InlineData("/api/v1/nothing")]
    public async Task Every_answer_forbids_sniffing_and_storing_and_allows_no_other_origin(string path)
    {
        await using var admin = await AdminUnderTest.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", "http://evil.example");

        using var answer = await admin.Client.SendAsync(request);

        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store", answer.Headers.GetValues("Cache-Control").Single());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Variables_of_the_framework_do_not_move_the_listener()
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_URLS", "http://127.0.0.1:1");
        try
        {
            await using var admin = await AdminUnderTest.StartAsync();

            Assert.NotEqual(1, admin.Address.Port);
            Assert.Equal("ok\n", await admin.Client.GetStringAsync("/healthz"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_URLS", null);
        }
    }
}
