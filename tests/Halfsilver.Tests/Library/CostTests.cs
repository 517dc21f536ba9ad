using Halfsilver.Journey.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Halfsilver.Tests.Library;

/// <summary>A request that no mirror wants costs the application next to nothing.</summary>
public sealed class CostTests
{
    [Theory]
    [InlineData(0, "no mirror at all", 0)]
    [InlineData(1, "a share of none", 64)]
    public async Task A_request_that_no_mirror_wants_allocates_no_more_than_the_walk_over_its_fields(int mirrors, string why, long most)
    {
        var options = new MirroringOptions();
        if (mirrors > 0)
        {
            options.Mirror("v2", "http://127.0.0.1:9", percent: 0, allMethods: true);
        }

        await using var mirroring = new AppMirroring(
            Options.Create(options), Options.Create(new KestrelServerOptions()), NullLoggerFactory.Instance, TimeProvider.System);
        var middleware = new MirroringMiddleware(static _ => Task.CompletedTask, mirroring);
        var context = Request();
        for (var i = 0; i < 1000; i++)
        {
            await middleware.InvokeAsync(context);
        }

        const int Rounds = 10_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            _ = middleware.InvokeAsync(context);
        }

        // What the collector's bookkeeping adds to the thread now and then is far below a byte a request.
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        Assert.True(each <= most, $"{why}: {each} bytes a request");
    }

    private static DefaultHttpContext Request()
    {
        var context = new DefaultHttpContext();
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        raw.Method = "GET";
        raw.RawTarget = "/orders/7?full=1";
        raw.Path = "/orders/7";
        foreach (var (name, value) in new[] { ("Host", "shop.test"), ("User-Agent", "test"), ("Accept", "*/*"), ("Cookie", "a=b"), ("X-Id", "1") })
        {
            raw.Headers[name] = value;
        }

        return context;
    }
}
