using System.Collections.Concurrent;
using Halfsilver.Telemetry;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Teeing;

/// <summary>
/// The disk's share of the bodies that copies have yet to read. One writer for the process, a thread of its own; whoever hands it a piece goes
/// on at once. What waits for it is memory still, so little may wait: a disk that cannot keep up is as good as none.
/// </summary>
internal sealed class Spill : IAsyncDisposable
{
    /// <summary>How often somebody looks after the body that makes its copies wait.</summary>
    public static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan s_lastWrites = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_distrust = TimeSpan.FromMinutes(1);

    private readonly BlockingCollection<Work> _work = [];
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ISpillStore _store;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly RateLimitedLine _warning;
    private readonly Counter _failures;
    private readonly SpareBlob _spare = new();
    private readonly ITimer _expiry;
    private readonly ITimer _glance;
    private long _limit;
    private long _held;
    private long _waiting;
    private Tee? _turn;
    private long _failedAt;
    private int _maxFiles;
    private int _files;

    /// <param name="store">The disk.</param>
    /// <param name="limit">Bytes on disk.</param>
    /// <param name="maxFiles">Bodies on disk, each with a descriptor.</param>
    /// <param name="metrics">Counts failures.</param>
    /// <param name="logger">Told of them, at most once a minute.</param>
    public Spill(ISpillStore store, long limit, int maxFiles, MetricRegistry metrics, ILogger logger)
    {
        _store = store;
        _limit = limit;
        _maxFiles = maxFiles;
        _logger = logger;
        _time = metrics.Time;
        _warning = new RateLimitedLine(_time, TimeSpan.FromMinutes(1));
        _failures = metrics.Counter(MetricCatalogue.SpillFailures);
        _expiry = _time.CreateTimer(static state => ((Spill)state!)._work.Add(default), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _glance = _time.CreateTimer(static state => Volatile.Read(ref ((Spill)state!)._turn)?.LookAfterTurn(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        new Thread(WriteAll) { IsBackground = true, Name = "halfsilver-spill" }.UnsafeStart();
    }

    /// <summary>May change while bytes are held; 0 lets nothing more in.</summary>
    public long Limit => Volatile.Read(ref _limit);

    /// <summary>Bytes on disk now; 0 at rest.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Files open now; 0 at rest.</summary>
    public int Files => Volatile.Read(ref _files);

    /// <summary>Bytes in memory that wait for the writer.</summary>
    public long Waiting => Volatile.Read(ref _waiting);

    public long Failures => _failures.Value;

    public TimeProvider Time => _time;

    /// <summary>The spill below a data directory. Says so when that is memory.</summary>
    public static Spill Open(string dataDirectory, long limit, int maxFiles, MetricRegistry metrics, ILogger logger)
    {
        var path = Path.Combine(dataDirectory, "spill");
        var folder = new SpillFolder(path);
        if (limit > 0 && folder.IsMemory)
        {
            logger.SpillInMemory(path);
        }

        return new Spill(folder, limit, maxFiles, metrics, logger);
    }

    public void Change(long limit, int maxFiles)
    {
        Volatile.Write(ref _limit, limit);
        Volatile.Write(ref _maxFiles, maxFiles);
    }

    /// <summary>A file for one body; null when there are too many. Nothing of the disk is touched here.</summary>
    public SpillFile? TryOpen()
    {
        if (Limit <= 0)
        {
            return null;
        }

        if (Interlocked.Increment(ref _files) <= Volatile.Read(ref _maxFiles))
        {
            return new SpillFile(this);
        }

        Interlocked.Decrement(ref _files);
        return null;
    }

    /// <summary>Whether one more body may have a file.</summary>
    internal bool HasFile => Files < Volatile.Read(ref _maxFiles);

    // Who is made to wait needs the disk, and would not otherwise.
    private bool HasFailed => Volatile.Read(ref _failedAt) is not 0 and var at && _time.GetElapsedTime(at) < s_distrust;

    /// <summary>Whether a body's copies may wait for its client; one body at a time, and none for a minute when the disk has failed.</summary>
    internal bool TryTakeTurn(Tee tee)
    {
        if (HasFailed || Interlocked.CompareExchange(ref _turn, tee, null) is not null)
        {
            return false;
        }

        _glance.Change(Glance, Glance);
        return true;
    }

    internal void GiveTurn()
    {
        _glance.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref _turn, null);
    }

    internal bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= Limit)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>Whether the writer may be given so much more, when all that copies hold may be so much.</summary>
    internal bool TryWait(int bytes, long memory)
    {
        if (Interlocked.Add(ref _waiting, bytes) <= Math.Max(memory / 2, 4 * SpillFile.PlaceSize))
        {
            return true;
        }

        Interlocked.Add(ref _waiting, -bytes);
        return false;
    }

    internal void DoesNotWait(int bytes) => Interlocked.Add(ref _waiting, -bytes);

    /// <summary>Hands over a segment that the writer is an owner of; the tee hears of it.</summary>
    internal void Write(Tee tee, Segment segment, SpillFile file) => _work.Add(new Work(file, tee, segment));

    /// <summary>Every reader is past; its bytes are free once the file is gone.</summary>
    internal void Close(SpillFile file) => _work.Add(new Work(file, null, null));

    internal void Failed(string reason)
    {
        _failures.Add();
        Volatile.Write(ref _failedAt, Math.Max(1, _time.GetTimestamp()));
        if (_warning.MayWrite(out var suppressed))
        {
            _logger.SpillFailed(reason, suppressed);
        }
    }

    /// <summary>Writes and closes what waits, for at most five seconds. Nobody may spill any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _expiry.DisposeAsync();
        await _glance.DisposeAsync();
        _work.Add(new Work(IsLast: true));
        try
        {
            await _written.Task.WaitAsync(s_lastWrites, _time);
        }
        catch (TimeoutException)
        {
            // The disk hangs. Its files have no names; the end of the process frees them.
        }
    }

    private void WriteAll()
    {
        while (_work.Take() is { IsLast: false } work)
        {
            switch (work)
            {
                case { File: { } file, Tee: { } tee, Segment: { } segment }:
                    var bytes = segment.Written;
                    var end = tee.Wants(segment) ? TryWrite(file, segment) : SpillEnd.NotNeeded;
                    DoesNotWait(bytes);
                    tee.Spilled(segment, end);
                    break;
                case { File: { } file }:
                    End(file);
                    break;
                default:
                    _spare.End();
                    break;
            }
        }

        _spare.End();
        _written.SetResult();
    }

    private SpillEnd TryWrite(SpillFile file, Segment segment)
    {
        try
        {
            file.Write(_store, _spare, segment.From(0).Span, segment.Place);
            return SpillEnd.Written;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException or OperationCanceledException)
        {
            // The last two: files that may be no longer, and writes that were cut off.
            file.Failed(e.Message);
            return SpillEnd.Failed;
        }
    }

    private void End(SpillFile file)
    {
        if (file.Close(_spare))
        {
            _expiry.Change(SpareBlob.Wait, Timeout.InfiniteTimeSpan);
        }

        Interlocked.Add(ref _held, -file.Size);
        Interlocked.Decrement(ref _files);
    }

    /// <param name="File">Null when the spare file has waited for long.</param>
    /// <param name="Tee">Whose segment it is; null to close the file.</param>
    /// <param name="Segment">To be written.</param>
    /// <param name="IsLast">Nothing comes any more.</param>
    private readonly record struct Work(SpillFile? File = null, Tee? Tee = null, Segment? Segment = null, bool IsLast = false);
}

/// <summary>What became of a segment that was to be written.</summary>
internal enum SpillEnd : byte
{
    Written,

    /// <summary>Every reader was past it, or cut.</summary>
    NotNeeded,

    Failed,
}
