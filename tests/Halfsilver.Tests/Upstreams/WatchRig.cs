using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Telemetry;
using Halfsilver.Tests.Matching;
using Halfsilver.Tests.Telemetry;
using Halfsilver.Upstreams;
using Halfsilver.Wire;
using TestKit;

namespace Halfsilver.Tests.Upstreams;

/// <summary>Upstreams with a watch over them, in a time that stands still.</summary>
internal sealed class WatchRig : IDisposable
{
    private readonly Resolver _resolver;
    private readonly DeadlineWheel _wheel;

    public WatchRig()
    {
        _wheel = new DeadlineWheel(Time);
        _resolver = new Resolver(Time);
        Metrics = new MetricRegistry(Time);
        Watch = UpstreamWatch.Create(_wheel, _resolver, Metrics, Log);
    }

    public static RequestFacts Facts { get; } = Asked.For("/");

    public FakeTime Time { get; } = new();

    public ListLogger Log { get; } = new();

    public MetricRegistry Metrics { get; }

    public UpstreamWatch Watch { get; }

    /// <summary>A service at these ports of loopback.</summary>
    public static EndpointsService At(params int[] ports) => new()
    {
        Name = "shop",
        Endpoints = [.. ports.Select(port => new EndpointAddress { Host = "127.0.0.1", Port = port })],
    };

    public Upstream Open(EndpointsService service) => new(service, port: null, _resolver, watch: Watch);

    /// <summary>One question to each endpoint that is checked, and what was learnt from the answer.</summary>
    public async Task RoundAsync(Upstream upstream, TimeSpan interval)
    {
        // In steps: time stands still while a question is under way, or it would be given up.
        for (var step = 0; step < 100; step++)
        {
            Time.Advance(interval / 100);
            await Bound.Eventually(() => !upstream.Endpoints.Any(endpoint => endpoint.Check is { IsAsking: true }), "all have answered");
        }
    }

    /// <summary>One question that nobody answers: time goes on until it is given up, and not to the next.</summary>
    public async Task SilentRoundAsync(Upstream upstream, TimeSpan interval)
    {
        for (var step = 0; step < 100 && !IsAsking(); step++)
        {
            Time.Advance(interval / 100);
        }

        await Bound.Eventually(
            () =>
            {
                if (!IsAsking())
                {
                    return true;
                }

                Time.Advance(TimeSpan.FromMilliseconds(20));
                return false;
            },
            "the question is given up");

        bool IsAsking() => upstream.Endpoints.Any(endpoint => endpoint.Check is { IsAsking: true });
    }

    /// <summary>Which ports are chosen in so many turns.</summary>
    public static int[] Chosen(Upstream upstream, int turns) =>
        [.. Enumerable.Range(0, turns).Select(_ => upstream.Balancer.Choose(Facts)?.Address.Port ?? 0).Distinct().Order()];

    public void Dispose() => _wheel.Dispose();
}
