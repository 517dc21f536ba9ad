using System.Net;
using System.Text.Json;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin;

public sealed class EventStreamTests
{
    private static async Task<StreamReader> OpenAsync(AdminUnderTest admin, string query = "")
    {
        var answer = await admin.Client.GetAsync("/api/v1/events" + query, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await reader.ReadUntilAsync(": connected");
        return reader;
    }

    private static async Task FreeAsync(AdminUnderTest admin)
    {
        HttpStatusCode status;
        do
        {
            using var answer = await admin.Client.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead);
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task An_ended_copy_arrives_as_one_json_line()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        using var stream = await OpenAsync(admin);

        admin.Gateway.End(Plans.Copy("/a\"b", Fate.FailedConnectTimeout, mirror: 0));

        var text = await stream.ReadUntilAsync("data: ");
        Assert.Contains("event: copy\n", text, StringComparison.Ordinal);
        var line = JsonDocument.Parse(text[(text.IndexOf("data: ", StringComparison.Ordinal) + 6)..]).RootElement;
        Assert.Equal("/a\"b", line.GetProperty("path").GetString());
        Assert.Equal("failed", line.GetProperty("fate").GetString());
        Assert.Equal("connect_timeout", line.GetProperty("reason").GetString());
        Assert.Equal(200, line.GetProperty("primaryStatus").GetInt32());
        Assert.False(line.TryGetProperty("mirrorStatus", out _));
        Assert.Equal(3.2, line.GetProperty("primaryMs").GetDouble());
        Assert.Equal("2026-03-04T12:14:02.118Z", line.GetProperty("at").GetString());
    }

    [Fact]
    public async Task A_copy_that_ended_before_its_primary_has_no_figures_of_it()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        using var stream = await OpenAsync(admin);

        admin.Gateway.End(Plans.Copy() with { PrimaryStatus = 0, PrimaryTime = TimeSpan.Zero });

        var text = await stream.ReadUntilAsync("data: ");
        var line = JsonDocument.Parse(text[(text.IndexOf("data: ", StringComparison.Ordinal) + 6)..]).RootElement;
        Assert.False(line.TryGetProperty("primaryStatus", out _));
        Assert.False(line.TryGetProperty("primaryMs", out _));
        Assert.Equal(5.4, line.GetProperty("mirrorMs").GetDouble());
    }

    [Theory]
    [InlineData("?route=orders", "/orders")]
    [InlineData("?mirror=v3", "/third")]
    [InlineData("?only=error", "/broken")]
    public async Task A_filter_lets_through_what_it_names(string query, string expected)
    {
        await using var admin = await AdminUnderTest.StartAsync();
        using var stream = await OpenAsync(admin, query);

        admin.Gateway.End(Plans.Copy("/plain"));
        admin.Gateway.End(Plans.Copy("/orders", route: "orders"));
        admin.Gateway.End(Plans.Copy("/third", name: "v3"));
        admin.Gateway.End(Plans.Copy("/broken", mirror: 500));
        admin.Gateway.End(Plans.Copy("/orders", Fate.FailedReset, route: "orders", name: "v3"));

        Assert.Contains(expected, await stream.ReadUntilAsync("data: "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_filter_is_refused()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (answer, _) = await admin.SendAsync(HttpMethod.Get, "/api/v1/events?only=mismatch");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, admin.Gateway.Taps);
    }

    [Fact]
    public async Task A_slow_reader_loses_lines_and_is_told_how_many()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        using var stream = await OpenAsync(admin);

        // Far more than the queue and the socket's buffers hold, while nobody reads.
        const int Ended = 200_000;
        var copy = Plans.Copy();
        for (var i = 0; i < Ended; i++)
            admin.Gateway.End(copy);

        var text = await stream.ReadUntilAsync("\"dropped\":");
        var dropped = JsonDocument.Parse(text[(text.LastIndexOf("data: ", StringComparison.Ordinal) + 6)..]).RootElement.GetProperty("dropped").GetInt64();
        Assert.InRange(dropped, 1, Ended);
    }

    [Fact]
    public async Task A_reader_that_leaves_is_no_longer_tapped()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var stream = await OpenAsync(admin);
        Assert.Equal(1, admin.Gateway.Taps);

        stream.Dispose();

        await Bound.Eventually(() => admin.Gateway.Taps == 0, "the tap to be taken off");
    }

    [Fact]
    public async Task Readers_are_bounded()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var streams = new List<StreamReader>();
        for (var i = 0; i < EventStreams.MaxReaders; i++)
            streams.Add(await OpenAsync(admin));

        var (answer, _) = await admin.SendAsync(HttpMethod.Get, "/api/v1/events");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        streams[0].Dispose();
        await Bound.Within(FreeAsync(admin), Bound.Usual, "a place to become free");
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task A_stopping_process_does_not_wait_for_readers()
    {
        var admin = await AdminUnderTest.StartAsync();
        using var stream = await OpenAsync(admin);

        await admin.DisposeAsync().AsTask().WaitAsync(Bound.Usual);

        await Bound.Eventually(() => admin.Gateway.Taps == 0, "the tap to be taken off");
    }

    [Fact]
    public async Task A_quiet_stream_says_that_it_lives()
    {
        var time = new FakeTime { FiresOnThreadPool = true };
        await using var admin = await AdminUnderTest.StartAsync(time: time);
        using var stream = await OpenAsync(admin);
        await Bound.Eventually(() => time.ArmedTimers > 0, "the heartbeat's timer");

        time.Advance(EventStreams.Heartbeat);

        await stream.ReadUntilAsync(": still here");
    }
}
