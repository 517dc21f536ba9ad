using Halfsilver.Steps;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Teeing;

/// <summary>What is behind by more than its window is on disk; a disk that fails costs copies and nothing else.</summary>
public sealed partial class SpillTests : IAsyncDisposable
{
    private const int Piece = Segment.LaterSize;
    private const int Window = 4 * Piece;

    private readonly ByteBudget _budget = new(64 * Piece);
    private readonly FakeDisk _disk = new();
    private readonly FakeTime _time = new();

    public SpillTests() => Use(_disk);

    private Spill Spill => _budget.Spill!;

    public ValueTask DisposeAsync()
    {
        _disk.Gate.Set();
        return Spill.DisposeAsync();
    }

    [Fact]
    public async Task A_body_far_larger_than_the_window_waits_on_disk_and_is_read_whole()
    {
        var account = _budget.Open();
        var body = TeeTests.Body(3_000_001);
        TeeTests.Follower slow = new();
        TeeTests.Follower fast = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(slow.Reader, Window, account: account);
        tee.Attach(fast.Reader, Window);
        var all = fast.ReadAllAsync();
        await AppendAsync(tee, body);
        tee.Complete();
        tee.Release();

        await Bound.Eventually(() => _budget.Held <= Window + Piece && Spill.Waiting == 0, "memory is down to the window");
        Assert.InRange(account.Held, 1, Window + Piece);
        Assert.Equal(account.Held, slow.Reader.Charged);
        Assert.InRange(Spill.Held, body.Length - Window - (2 * Piece), body.Length);
        Assert.Equal(1, Spill.Files);

        Assert.Equal(body, await slow.ReadAllAsync(50_000).WaitAsync(Bound.Usual));
        Assert.Equal(body, await all.WaitAsync(Bound.Usual));
        await AtRestAsync(account);
    }

    [Fact]
    public async Task Memory_that_a_reader_had_in_its_hands_is_free_when_it_leaves()
    {
        TeeTests.Follower slow = new();
        TeeTests.Follower leaving = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(slow.Reader, Window);
        tee.Attach(leaving.Reader, long.MaxValue);
        await AppendAsync(tee, TeeTests.Body(Piece));
        Assert.Equal(TeeResultKind.Bytes, (await leaving.Reader.ReadAsync()).Kind);
        await AppendAsync(tee, TeeTests.Body(8 * Piece));
        await Bound.Eventually(() => Spill.Waiting == 0 && _disk.Written > 0, "the first pieces are on disk");
        var held = _budget.Held;

        leaving.Reader.Detach();

        Assert.InRange(_budget.Held, 0, held - Segment.FirstSize);
        Assert.Equal(_budget.Held, slow.Reader.Charged);
        slow.Reader.Detach();
        tee.Release();
        await Bound.Eventually(() => _budget.Held == 0 && Spill.Held == 0, "nothing is left");
    }

    [Fact]
    public async Task A_reader_that_catches_up_is_back_in_memory_and_the_file_is_gone()
    {
        var body = TeeTests.Body(40 * Piece);
        TeeTests.Follower reader = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(reader.Reader, Window);
        await AppendAsync(tee, body.AsMemory(0, 20 * Piece));
        await Bound.Eventually(() => Spill.Waiting == 0, "all that is to be written is");
        Assert.Equal(1, _disk.Open);
        var reading = reader.ReadAllAsync();
        await Bound.Eventually(() => !reader.Reader.HasNext && Spill.Files == 0, "the reader has caught up");
        var written = _disk.Written;
        for (var at = 20 * Piece; at < body.Length; at += Piece)
        {
            tee.Append(body.AsSpan(at, Piece));
            await Bound.Eventually(() => !reader.Reader.HasNext, "the reader keeps up");
        }

        tee.Complete();
        tee.Release();
        Assert.Equal(body, await reading.WaitAsync(Bound.Usual));
        Assert.Equal(written, _disk.Written);
        await AtRestAsync();
    }

    [Fact]
    public async Task A_reader_always_a_little_behind_uses_the_same_places_again()
    {
        TeeTests.Follower reader = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(reader.Reader, Window);
        tee.Append(new byte[12 * Piece]);
        for (var round = 0; round < 200; round++)
        {
            await Bound.Eventually(() => Spill.Waiting == 0, "the writer is idle");
            var piece = await reader.Reader.ReadAsync();
            Assert.Equal(TeeResultKind.Bytes, piece.Kind);
            reader.Reader.Advance(piece.Bytes.Length);
            tee.Append(new byte[Piece]);
        }

        Assert.True(_disk.Written > 180L * Piece);
        Assert.InRange(Spill.Held, 1, 16 * Piece);
        reader.Reader.Detach();
        tee.Release();
        await AtRestAsync();
    }

    [Theory]
    [InlineData("full")]
    [InlineData("read-only")]
    [InlineData("slow")]
    [InlineData("switched off")]
    [InlineData("used up")]
    [InlineData("without descriptors")]
    public async Task A_disk_that_does_not_take_it_costs_the_copy_that_needed_it_and_no_other(string fault)
    {
        switch (fault)
        {
            case "full":
                _disk.FullAfter = 5 * Piece;
                break;
            case "read-only":
                _disk.ReadOnly = true;
                break;
            case "slow":
                _disk.Gate.Reset();
                break;
            case "switched off":
                Spill.Change(0, 8);
                break;
            case "used up":
                Spill.Change(5 * Piece, 8);
                break;
            default:
                Spill.Change(long.MaxValue, 0);
                break;
        }

        var body = TeeTests.Body(60 * Piece);
        TeeTests.Follower stuck = new();
        TeeTests.Follower near = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(stuck.Reader, Window);
        tee.Attach(near.Reader, Window);
        var all = near.ReadAllAsync();
        for (var at = 0; at < body.Length; at += Piece)
        {
            tee.Append(body.AsSpan(at, Piece));
            await Bound.Eventually(() => !near.Reader.HasNext && (fault == "slow" || Spill.Waiting == 0), "the near one reads");
        }

        tee.Complete();
        tee.Release();
        Assert.Equal(body, await all.WaitAsync(Bound.Usual));
        await Bound.Eventually(() => stuck.Reader.CutBy == TeeCut.Lagged, "the one behind is cut");
        Assert.Equal(fault is "full" or "read-only" ? 1 : 0, Spill.Failures);
        stuck.Reader.Detach();
        _disk.Gate.Set();
        await AtRestAsync();
    }

    [Fact]
    public async Task A_disk_that_does_not_give_back_ends_the_copy()
    {
        TeeTests.Follower reader = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(reader.Reader, Window);
        tee.Append(new byte[12 * Piece]);
        tee.Complete();
        tee.Release();
        await Bound.Eventually(() => Spill.Waiting == 0, "the writer is idle");
        _disk.Unreadable = true;
        await reader.ReadAllAsync().WaitAsync(Bound.Usual);
        Assert.Equal(TeeCut.Lagged, reader.CutBy);
        Assert.Equal(1, Spill.Failures);
        await AtRestAsync();
    }

    [Fact]
    public async Task A_disk_that_hangs_while_it_gives_back_ends_the_copy_and_never_writes_into_anothers_memory()
    {
        var gate = new TaskCompletionSource();
        TeeTests.Follower reader = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(reader.Reader, Window);
        tee.Append(new byte[12 * Piece]);
        tee.Complete();
        tee.Release();
        await Bound.Eventually(() => Spill.Waiting == 0, "the writer is idle");
        _disk.ReadGate = gate.Task;
        var reading = reader.ReadAllAsync();
        await Bound.Eventually(() => _disk.Reads == 1 && _time.ArmedTimers > 0, "the disk is asked");
        _time.Advance(TimeSpan.FromSeconds(10));
        await reading.WaitAsync(Bound.Usual);
        Assert.Equal(TeeCut.Lagged, reader.CutBy);
        Assert.Equal(1, Spill.Failures);
        await AtRestAsync();
        _disk.Gate.Set();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_failure_that_is_counted()
    {
        await Spill.DisposeAsync();
        Use(new SpillFolder("/proc/halfsilver"));
        TeeTests.Follower reader = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(reader.Reader, Window);
        tee.Append(new byte[12 * Piece]);
        await Bound.Eventually(() => reader.Reader.CutBy == TeeCut.Lagged, "the copy is cut");
        Assert.Equal(1, Spill.Failures);
        reader.Reader.Detach();
        tee.Release();
        await AtRestAsync();
    }

    [Fact]
    public async Task In_a_real_folder_the_file_has_no_name_and_its_owner_alone_reads_it()
    {
        var folder = Directory.CreateTempSubdirectory("halfsilver-");
        var store = new SpillFolder(Path.Combine(folder.FullName, "spill"));
        using (var blob = store.Open())
        {
            blob.Write(new byte[] { 1, 2, 3 }, 5);
            var back = new byte[3];
            Assert.Equal(3, await blob.ReadAsync(back, 5));
            Assert.Equal([1, 2, 3], back);
            Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(folder.FullName, "spill")));
            Assert.Equal(0, await blob.ReadAsync(back, 8));
        }

        Assert.False(new SpillFolder("/proc/none").IsMemory);
        Assert.Equal(!Directory.Exists("/dev/shm") || new DriveInfo("/dev/shm").DriveFormat != "tmpfs", !new SpillFolder("/dev/shm/none").IsMemory);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(64 * Piece, 100_000)]
    [InlineData(32 * Segment.LargeSize, 800_000)]
    [InlineData(1000 * Segment.LargeSize, 800_000)]
    public async Task Under_many_threads_a_copy_is_whole_or_a_true_beginning(long memory, int largest)
    {
        _budget.Limit = memory;
        Spill.Change(200 * Piece, 6);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(() => StressAsync(new Random(seed), largest))));
        await AtRestAsync();
    }

    private async Task StressAsync(Random random, int largest)
    {
        for (var round = 0; round < 40; round++)
        {
            var account = _budget.Open();
            var body = TeeTests.Body(random.Next(0, random.Next(4) == 0 ? 200 * Piece : 30 * Piece));
            var tee = Tee.Rent(_budget);
            var followers = Enumerable.Range(0, 3).Select(_ => new TeeTests.Follower()).ToArray();
            var least = random.Next(2) == 0 ? 1 : 3 * Segment.LargeSize;
            Array.ForEach(followers, follower => tee.Attach(follower.Reader, least + random.Next(6 * Piece), random.Next(8) == 0 ? 5 * Piece : long.MaxValue, account));
            var reading = followers.Select(follower => ReadAsync(follower.Reader, new Random(random.Next()))).ToArray();
            for (var at = 0; at < body.Length;)
            {
                var count = Math.Min(random.Next(1, largest), body.Length - at);
                if (random.Next(2) == 0)
                {
                    count = TeeTests.Receive(tee, body.AsSpan(at), random.Next(2) == 0 ? Block.Usual : Block.Large);
                }
                else
                {
                    tee.Append(body.AsMemory(at, count));
                }

                at += count;
                if (random.Next(4) == 0)
                {
                    await Task.Yield();
                }
            }

            if (random.Next(4) != 0)
            {
                tee.Complete();
            }

            tee.Release();
            foreach (var (whole, read) in await Task.WhenAll(reading).WaitAsync(TimeSpan.FromSeconds(60)))
            {
                Assert.True(body.AsSpan().StartsWith(read), $"{read.Length} of {body.Length}, same up to {body.AsSpan().CommonPrefixLength(read)}");
                Assert.True(!whole || read.Length == body.Length);
            }

            Assert.Equal(0, account.Held);
            _budget.Close(account);
        }
    }

    private static async Task<(bool Whole, byte[] Read)> ReadAsync(TeeReader reader, Random random)
    {
        await Task.Yield();
        using var all = new MemoryStream();
        var leavesAt = random.Next(5) == 0 ? random.Next(10 * Piece) : int.MaxValue;
        while (all.Length < leavesAt)
        {
            var piece = await reader.ReadAsync();
            if (piece.Kind != TeeResultKind.Bytes)
            {
                reader.Detach();
                return (piece.Kind == TeeResultKind.End, all.ToArray());
            }

            for (var waits = random.Next(6); waits > 0; waits--)
            {
                await Task.Yield();
            }

            var count = random.Next(3) == 0 ? random.Next(1, piece.Bytes.Length + 1) : piece.Bytes.Length;
            all.Write(piece.Bytes.Span[..count]);
            reader.Advance(count);
        }

        reader.Detach();
        return (false, all.ToArray());
    }

    private void Use(ISpillStore store) =>
        _budget.Spill = new Spill(store, 1024L * 1024 * 1024, 8, new MetricRegistry(_time), NullLogger.Instance);

    /// <summary>Writes a body no faster than the disk takes it.</summary>
    private async Task AppendAsync(Tee tee, ReadOnlyMemory<byte> body, int pieces = Piece)
    {
        for (var at = 0; at < body.Length; at += pieces)
        {
            tee.Append(body.Span.Slice(at, Math.Min(pieces, body.Length - at)));
            await Bound.Eventually(() => Spill.Waiting == 0, "the disk keeps up");
        }
    }

    private async Task AtRestAsync(ByteAccount? account = null)
    {
        await Bound.Eventually(
            () => _budget.Held == 0 && Spill is { Held: 0, Files: 0, Waiting: 0 } && _disk.Open <= 1,
            $"rest; {_budget.Held} bytes, {Spill.Held} on disk, {Spill.Files} files, {Spill.Waiting} waiting");
        _time.Advance(SpareBlob.Wait);
        await Bound.Eventually(() => _disk.Open == 0, "no file is open");
        Assert.Equal(0, account?.Held ?? 0);
    }
}
