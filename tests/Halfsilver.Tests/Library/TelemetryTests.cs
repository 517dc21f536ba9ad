using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Library;

/// <summary>What .NET's own listeners learn of a mirrored application.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task The_books_are_instruments_of_a_meter()
    {
        await using var mirror = RecordingUpstream.Start();

        // Other tests' applications have meters of the same name: this mirror's name is its own.
        const string Name = "metered";
        await using var app = await HostedApp.StartAsync(options => HostedApp.To(options, mirror, name: Name));
        var seen = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == "Halfsilver")
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "mirror", Value: Name })
                {
                    seen[instrument.Name] = value;
                }
            }
        });
        listener.Start();
        await using var client = await app.ConnectAsync();

        await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
        await app.BalancedAsync(1, Name);
        listener.RecordObservableInstruments();

        Assert.Equal((1, 1), (seen["halfsilver.mirror.matched"], seen["halfsilver.mirror.requests"]));
    }

    [Fact]
    public async Task A_copys_span_links_to_the_span_of_its_request()
    {
        await using var mirror = RecordingUpstream.Start();
        var spans = new ConcurrentQueue<Activity>();
        using var own = new ActivitySource("An application");
        using var ownListener = new ActivityListener
        {
            ShouldListenTo = source => source == own,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(ownListener);
        ActivityContext request = default;
        await using var app = await HostedApp.StartAsync(
            options => HostedApp.To(options, mirror, name: "traced"),
            before: web => web.Use(async (context, next) =>
            {
                using var span = own.StartActivity("request");
                request = span!.Context;
                await next(context);
            }));

        // This application's source alone: a listener changes what copies carry.
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source == app.Mirroring.Instance.Tracing.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var client = await app.ConnectAsync();

        await client.AskAsync("POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
        await app.BalancedAsync(1, "traced");

        await Bound.Eventually(() => spans.Any(IsCopys), "the copy's span");
        var copy = spans.First(IsCopys);
        Assert.Equal(request, Assert.Single(copy.Links).Context);
        Assert.NotEqual(request.TraceId, copy.TraceId);

        static bool IsCopys(Activity span) => Equals(span.GetTagItem("halfsilver.mirror"), "traced");
    }
}
