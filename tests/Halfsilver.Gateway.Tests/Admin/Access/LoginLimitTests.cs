using System.Net;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Access;

public sealed class LoginLimitTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void Ten_failures_are_let_by_and_the_next_waits_until_one_is_forgiven()
    {
        var limit = new LoginLimit(_time);
        var address = IPAddress.Parse("192.0.2.1");

        Assert.All(Enumerable.Range(0, LoginLimit.Burst), _ => Assert.Null(limit.Failed(address)));
        Assert.Equal(LoginLimit.Forgiven, limit.Failed(address));
        _time.Advance(LoginLimit.Forgiven - TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), limit.Failed(address));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(limit.Failed(address));
        Assert.NotNull(limit.Failed(address));
        Assert.Null(limit.Failed(IPAddress.Parse("192.0.2.2")));
    }

    [Fact]
    public void After_a_minute_all_is_forgiven()
    {
        var limit = new LoginLimit(_time);
        for (var i = 0; i < 100; i++)
            limit.Failed(IPAddress.Loopback);

        _time.Advance(LoginLimit.Forgiven * LoginLimit.Burst);

        Assert.All(Enumerable.Range(0, LoginLimit.Burst), _ => Assert.Null(limit.Failed(IPAddress.Loopback)));
    }

    [Fact]
    public void Whoever_has_a_network_of_IPv6_counts_once_and_an_address_is_the_same_in_both_notations()
    {
        var limit = new LoginLimit(_time);
        for (var i = 0; i < LoginLimit.Burst; i++)
            Assert.Null(limit.Failed(IPAddress.Parse($"2001:db8::{i + 1}")));

        Assert.NotNull(limit.Failed(IPAddress.Parse("2001:db8::ffff:1")));
        Assert.Null(limit.Failed(IPAddress.Parse("2001:db8:0:1::1")));
        limit.Failed(IPAddress.Parse("192.0.2.1"));
        limit.Failed(IPAddress.Parse("::ffff:192.0.2.1"));
        Assert.Equal(3, limit.Remembered);
    }

    [Fact]
    public void A_flood_of_addresses_takes_no_more_memory_and_those_who_failed_last_are_remembered()
    {
        var limit = new LoginLimit(_time, most: 64);
        for (var i = 0; i < 10_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            limit.Failed(new IPAddress(i + 1));
            Assert.InRange(limit.Remembered, 1, 64);
        }

        for (var i = 0; i < LoginLimit.Burst - 1; i++)
            limit.Failed(new IPAddress(10_000));
        Assert.NotNull(limit.Failed(new IPAddress(10_000)));
    }

    [Fact]
    public async Task Guessing_is_answered_429_with_the_time_to_wait_and_the_log_stays_short()
    {
        using var tokens = await Tokens.MakeAsync(_time);
        using var log = new LogCapture();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory, time: _time, logger: log);
        for (var i = 0; i < LoginLimit.Burst; i++)
        {
            using var wrong = await admin.AskAsync("GET", "/api/v1/status", TokenText.Create());
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var limited = await admin.AskAsync("GET", "/api/v1/status", TokenText.Create());
        using var right = await admin.AskAsync("POST", "/api/v1/kill-switch", tokens.Operator);

        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(6), limited.Headers.RetryAfter!.Delta);
        // Somebody's guesses from the same address must not keep the operator from the switch.
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(LoginLimit.Burst, log.Of("admin.login_failed").Length);
        _time.Advance(LoginLimit.Forgiven);
        using var later = await admin.AskAsync("GET", "/api/v1/status", TokenText.Create());
        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
    }

    [Fact]
    public async Task Asking_without_any_token_is_no_failed_login()
    {
        using var tokens = await Tokens.MakeAsync(_time);
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory, time: _time);

        for (var i = 0; i < 2 * LoginLimit.Burst; i++)
        {
            using var answer = await admin.AskAsync("GET", "/metrics", token: null);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }
}
