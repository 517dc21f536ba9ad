using System.Text.Json;
using Halfsilver.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Halfsilver.Tests.Telemetry;

public sealed class EvidenceLogTests : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private readonly FakeClock _clock = new();
    private readonly FakeDisk _disk = new();
    private readonly MetricRegistry _registry;

    public EvidenceLogTests() => _registry = new MetricRegistry(_clock);

    [Fact]
    public async Task Each_copy_writes_exactly_one_line_under_load()
    {
        const int writers = 4;
        const int each = 5_000;
        var log = new EvidenceLog(_disk, _registry, NullLogger.Instance, capacity: writers * each);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                log.Ended(Record($"/{writer}/{i}"));
            }
        })));
        await log.DisposeAsync();

        var paths = _disk.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()).ToHashSet();
        Assert.Equal(writers * each, _disk.Lines.Length);
        Assert.Equal(writers * each, paths.Count);
        Assert.Equal(0, log.Dropped.Value);
    }

    [Fact]
    public async Task A_line_says_what_happened()
    {
        var log = new EvidenceLog(_disk, _registry, NullLogger.Instance);
        log.Ended(Record("/orders"));
        await log.DisposeAsync();

        Assert.Equal(
            """{"at":"2026-07-01T12:00:00+00:00","route":"orders","mirror":"shadow","destination":"v2","fate":"answered","status":200,"ms":1.5,"requestBytes":10,"responseBytes":20,"method":"GET","path":"/orders"}""",
            Assert.Single(_disk.Lines));
    }

    [Theory]
    [MemberData(nameof(InjectionCorpus.All), MemberType = typeof(InjectionCorpus))]
    public async Task Whatever_a_client_sends_stays_within_its_line(string evil)
    {
        var log = new EvidenceLog(_disk, _registry, NullLogger.Instance);
        log.Ended(Record(evil) with { Method = evil });
        await log.DisposeAsync();

        var line = Assert.Single(_disk.Lines);
        Assert.All(line, c => Assert.InRange(c, ' ', '~'));
        Assert.Equal("shadow", JsonDocument.Parse(line).RootElement.GetProperty("mirror").GetString());
    }

    [Fact]
    public async Task A_slow_disk_costs_lines_that_are_counted_and_nobody_waits()
    {
        const int capacity = 16;
        _disk.Stall();
        var log = new EvidenceLog(_disk, _registry, NullLogger.Instance, capacity);
        log.Ended(Record("/first"));
        await _disk.Reached.Task.WaitAsync(Bound);
        for (var i = 0; i < 100; i++)
        {
            log.Ended(Record("/next"));
        }

        Assert.Equal(100 - capacity, log.Dropped.Value);
        _disk.GoOn();
        await log.DisposeAsync();

        Assert.Equal(1 + capacity, _disk.Lines.Length);
        Assert.Contains("halfsilver_evidence_dropped_total 84", Page.Samples(_registry));
    }

    [Fact]
    public async Task A_full_disk_costs_lines_that_are_counted_and_the_log_goes_on_afterwards()
    {
        _disk.Full = true;
        _disk.Stall();
        using var logger = new ListLogger();
        var log = new EvidenceLog(_disk, _registry, logger);
        log.Ended(Record("/lost"));
        await _disk.Reached.Task.WaitAsync(Bound);
        for (var i = 0; i < 5; i++)
        {
            log.Ended(Record("/lost in one batch"));
        }

        _disk.GoOn();
        await Eventually.Holds(() => log.Dropped.Value == 6);
        _disk.Full = false;
        log.Ended(Record("/kept"));
        await log.DisposeAsync();

        Assert.Contains("/kept", Assert.Single(_disk.Lines), StringComparison.Ordinal);
        Assert.Single(logger.Lines);
        Assert.Equal((1204, "evidence.failed"), (logger.Lines[0].Id.Id, logger.Lines[0].Id.Name));
        Assert.Contains("No space left.", logger.Lines[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_writes_what_waits()
    {
        _disk.Stall();
        var log = new EvidenceLog(_disk, _registry, NullLogger.Instance);
        for (var i = 0; i < 50; i++)
        {
            log.Ended(Record("/waits"));
        }

        var stopping = log.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);
        _disk.GoOn();
        await stopping.WaitAsync(Bound);

        Assert.Equal(50, _disk.Lines.Length);
        Assert.True(_disk.Disposed);
    }

    [Fact]
    public async Task A_disk_that_never_answers_does_not_hold_the_stop()
    {
        _disk.Stall();
        var log = new EvidenceLog(_disk, _registry, NullLogger.Instance);
        log.Ended(Record("/stuck"));
        await _disk.Reached.Task.WaitAsync(Bound);
        log.Ended(Record("/waits"));
        log.Ended(Record("/waits"));

        var stopping = log.DisposeAsync().AsTask();
        await Eventually.Holds(() => _clock.Armed > 0);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await stopping.WaitAsync(Bound);

        Assert.Equal(2, log.Dropped.Value);
        log.Ended(Record("/late"));
        Assert.Equal(3, log.Dropped.Value);
    }

    [Fact]
    public void Handing_in_a_record_allocates_nothing_while_the_disk_stands()
    {
        _disk.Stall();
        var log = new EvidenceLog(_disk, _registry, NullLogger.Instance, capacity: 1);
        var record = Record("/");
        while (log.Dropped.Value == 0)
        {
            log.Ended(in record);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            log.Ended(in record);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        _disk.GoOn();
    }

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    private CopyRecord Record(string path) => new(
        "orders", "shadow", "v2", "answered", 200, _clock.Ticks(TimeSpan.FromMilliseconds(1.5)), 10, 20, _clock.GetUtcNow(), "GET", path);
}
