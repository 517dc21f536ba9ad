using System.Collections.Concurrent;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Sending;
using Microsoft.Extensions.Logging;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>Clients that reset their connection: nothing hangs, nothing is kept, nobody is alarmed.</summary>
public sealed class ResetTests
{
    [Theory]
    [InlineData("")]
    [InlineData("GET / HTT")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")]
    public async Task A_reset_ends_the_request_at_primary_and_mirror_and_leaves_nothing(string sent)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        using var logs = new LogKeeper();
        await using var host = await GatewayHost.StartAsync(new LaunchRequest
        {
            Plan = Plans.To(primary, Plans.Mirror(mirror)),
            Logs = logs,
            Time = TimeProvider.System,
        });
        var asks = sent.StartsWith("POST", StringComparison.Ordinal);

        for (var i = 0; i < 5; i++)
        {
            await using var client = await RawClient.ConnectAsync(host.Bound[0].Address);
            await client.SendAsync(sent);
            if (asks)
            {
                await primary.WaitForHeadsAsync(i + 1);
            }

            client.Abort();
        }

        var expected = asks ? 5 : 0;
        await Bound.Eventually(() => host.Bound[0].EntryPoint.OpenConnections == 0, "every connection is over");
        await BooksOf.BalanceAsync(host, expected);
        Assert.Equal(expected, BooksOf.Mirror(host).Books[Fate.CutClientAbort] + BooksOf.Mirror(host).Books[Fate.ClientAbort]);
        await BooksOf.NothingHeldAsync(host);
        Assert.Empty(primary.Requests);
        Assert.Empty(mirror.Requests);
        await primary.WaitForAbandonedAsync(expected);
        Assert.Equal(expected, BooksOf.Page(host).Sum("halfsilver_primary_requests_total"));
        await host.StopAsync(host.Plans.Plan.Drain);
        Assert.Empty(logs.Lines);
    }

    [Fact]
    public async Task A_reset_in_the_middle_of_an_answer_closes_the_primarys_connection()
    {
        await using var primary = RecordingUpstream.Start(new Answer { Pattern = new PatternBody(1L << 30) });
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary));
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await client.ReadSomeAsync();
            client.Abort();
        }

        await Bound.Eventually(() => gateway.Host.Bound[0].EntryPoint.OpenConnections == 0, "the connection is over");
        await Bound.Eventually(() => BooksOf.Page(gateway.Host).Sum("halfsilver_requests_total", ("route", "all")) == 1, "the request is counted");
    }

    /// <summary>Keeps what is at least a warning.</summary>
    private sealed class LogKeeper : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        IDisposable? ILogger.BeginScope<TState>(TState state) => null;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
