using Halfsilver.Planning;
using Halfsilver.Upstreams;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Upstreams;

/// <summary>Endpoints that fail under traffic are left alone: when, how many of them, and for how long.</summary>
public sealed class EjectionTests
{
    private static readonly Ejection Rule = new() { ConsecutiveFailures = 3, For = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task Failures_in_a_row_take_an_endpoint_out_for_a_while()
    {
        using var rig = new WatchRig();
        var upstream = rig.Open(WatchRig.At(1, 2, 3) with { Ejection = Rule });
        var failing = upstream.Endpoints[1];

        Fail(failing, 2);
        failing.Answered(200);
        Fail(failing, 2);
        failing.Answered(503);
        Fail(failing, 2);
        Assert.True(await StaysAsync(failing));
        Fail(failing, 1);
        await OutAsync(rig, failing);

        Assert.Equal([1, 3], WatchRig.Chosen(upstream, 30));
        rig.Time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal([1, 3], WatchRig.Chosen(upstream, 30));
        rig.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal([1, 2, 3], WatchRig.Chosen(upstream, 30));
        Assert.Equal(["endpoint.ejected", "endpoint.returned"], rig.Log.Lines.Select(line => line.Id.Name));
        upstream.Close();
    }

    [Fact]
    public async Task Answers_of_500_and_above_count_only_where_that_is_asked_for()
    {
        using var rig = new WatchRig();
        var plain = rig.Open(WatchRig.At(1, 2) with { Ejection = Rule });
        var strict = rig.Open(WatchRig.At(3, 4) with { Ejection = Rule with { ConsecutiveErrors = 4 } });

        for (var i = 0; i < 20; i++)
        {
            plain.Endpoints[0].Answered(500);
        }

        for (var i = 0; i < 3; i++)
        {
            strict.Endpoints[0].Answered(500);
        }

        strict.Endpoints[0].Answered(404);
        Assert.True(await StaysAsync(strict.Endpoints[0]));
        for (var i = 0; i < 4; i++)
        {
            strict.Endpoints[0].Answered(599);
        }

        await OutAsync(rig, strict.Endpoints[0]);
        Assert.True(plain.Endpoints[0].IsWell);
    }

    [Theory]
    [InlineData(2, 50, 1)]
    [InlineData(3, 50, 1)]
    [InlineData(4, 50, 2)]
    [InlineData(4, 100, 3)]
    [InlineData(4, 0, 0)]
    [InlineData(1, 100, 0)]
    public async Task At_most_a_part_is_out_and_never_the_last(int endpoints, int percent, int most)
    {
        using var rig = new WatchRig();
        var upstream = rig.Open(WatchRig.At([.. Enumerable.Range(1, endpoints)]) with { Ejection = Rule with { MaxEjected = Share.FromPercent(percent)! } });

        foreach (var endpoint in upstream.Endpoints)
        {
            Fail(endpoint, 3);
            if (upstream.Endpoints.IndexOf(endpoint) < most)
            {
                await OutAsync(rig, endpoint);
            }
            else
            {
                Assert.True(await StaysAsync(endpoint));
            }
        }

        Assert.Equal(endpoints - most, WatchRig.Chosen(upstream, 100).Length);

        // One that was spared is asked about again once it has failed as often once more.
        if (most is > 0 and < 3 && endpoints > most + 1)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(31));
            Fail(upstream.Endpoints[^1], 3);
            await OutAsync(rig, upstream.Endpoints[^1]);
        }
    }

    [Fact]
    public async Task The_time_grows_with_repeats_up_to_ten_times_and_falls_back_after_a_good_while()
    {
        using var rig = new WatchRig();
        var upstream = rig.Open(WatchRig.At(1, 2) with { Ejection = Rule });
        var failing = upstream.Endpoints[0];

        foreach (var seconds in new[] { 30, 60, 120, 240, 300, 300 })
        {
            Fail(failing, 3);
            await OutAsync(rig, failing);
            rig.Time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            Assert.False(failing.IsWell, $"back before {seconds} s");
            rig.Time.Advance(TimeSpan.FromSeconds(0.2));
            Assert.True(failing.IsWell, $"not back after {seconds} s");
        }

        rig.Time.Advance(TimeSpan.FromSeconds(301));
        Fail(failing, 3);
        await OutAsync(rig, failing);
        rig.Time.Advance(TimeSpan.FromSeconds(30.1));
        Assert.True(failing.IsWell);
    }

    [Fact]
    public async Task When_checks_take_the_rest_out_those_that_are_only_left_alone_are_asked_after_all()
    {
        using var rig = new WatchRig();
        await using var good = RecordingUpstream.Start();
        await using var bad = RecordingUpstream.Start(Answer.Of(500));
        var check = new HealthCheck { Path = "/", UnhealthyAfter = 1 };
        var upstream = rig.Open(WatchRig.At(good.Port, bad.Port) with { Ejection = Rule, HealthCheck = check });
        Fail(upstream.Endpoints[0], 3);
        await OutAsync(rig, upstream.Endpoints[0]);
        Assert.Equal([bad.Port], WatchRig.Chosen(upstream, 10));

        await rig.RoundAsync(upstream, check.Interval);

        Assert.Equal([good.Port], WatchRig.Chosen(upstream, 10));
        upstream.Close();
    }

    [Fact]
    public async Task One_that_its_checks_keep_out_does_not_count_as_one_that_is_left()
    {
        using var rig = new WatchRig();
        await using var good = RecordingUpstream.Start();
        await using var bad = RecordingUpstream.Start(Answer.Of(500));
        var check = new HealthCheck { Path = "/", UnhealthyAfter = 1 };
        var upstream = rig.Open(WatchRig.At(good.Port, bad.Port) with { Ejection = Rule, HealthCheck = check });
        await rig.RoundAsync(upstream, check.Interval);

        Fail(upstream.Endpoints[0], 30);

        Assert.True(await StaysAsync(upstream.Endpoints[0]));
        upstream.Close();
    }

    private static void Fail(Endpoint endpoint, int times)
    {
        for (var i = 0; i < times; i++)
        {
            endpoint.Failed();
        }
    }

    // The line comes last: what else there is to do has been done then.
    private static Task OutAsync(WatchRig rig, Endpoint endpoint)
    {
        var address = $"{endpoint.Address.Host}:{endpoint.Address.Port} ";
        return Bound.Eventually(() => !endpoint.IsWell && Said("endpoint.ejected") > Said("endpoint.returned"), "it is left alone");

        int Said(string name) => rig.Log.Lines.Count(line => line.Id.Name == name && line.Message.StartsWith(address, StringComparison.Ordinal));
    }

    // What was queued before has been done when a later item is: both go to the global queue of the pool.
    private static async Task<bool> StaysAsync(Endpoint endpoint)
    {
        for (var i = 0; i < 20; i++)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ThreadPool.UnsafeQueueUserWorkItem(static seen => seen.SetResult(), seen, preferLocal: false);
            await Bound.Within(seen.Task, Bound.Usual, "the pool has come round");
        }

        return endpoint.IsWell;
    }
}
