using Halfsilver.Journey.Library;
using Halfsilver.Planning;
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
    [InlineData("no mirror at all", 0)]
    [InlineData("a mirror that is off", 0)]
    [InlineData("a share of none", 64)]
    [InlineData("another method", 64)]
    [InlineData("another path", 64)]
    public async Task A_request_that_no_mirror_wants_allocates_no_more_than_the_walk_over_its_fields(string why, long most)
    {
        var options = new MirroringOptions();
        var mirror = new Mirror { Name = "v2", Target = new ServiceRef("v2"), Share = Share.All };
        options.Service(new EndpointsService { Name = "v2", Endpoints = [new EndpointAddress { Host = "127.0.0.1", Port = 9 }] });
        _ = why switch
        {
            "a mirror that is off" => options.Mirror(mirror with { Enabled = false }),
            "a share of none" => options.Mirror(mirror with { Share = Share.None }),
            "another method" => options.Mirror(mirror with { Only = new CopyFilter { Methods = ["POST"] } }),
            "another path" => options.Mirror(mirror, new PathPrefixRule("/carts")),
            _ => options,
        };

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
