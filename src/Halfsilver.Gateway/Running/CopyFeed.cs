using System.Collections.Frozen;
using Halfsilver.Sending;
using Halfsilver.Telemetry;

namespace Halfsilver.Gateway.Running;

/// <summary>Hands on every copy that ends, until disposed.</summary>
internal sealed class CopyFeed : ICopyListener, IDisposable
{
    // Fates of copies that were sent come first: a label that both columns share means the later one.
    private static readonly FrozenDictionary<string, Fate> s_fates = Enum.GetValues<Fate>()
        .GroupBy(FateText.Label, StringComparer.Ordinal)
        .ToFrozenDictionary(fates => fates.Key, fates => fates.Max(), StringComparer.Ordinal);

    private readonly CopyListeners _listeners;
    private readonly Action<EndedCopy> _ended;
    private readonly TimeProvider _time;

    public CopyFeed(CopyListeners listeners, Action<EndedCopy> ended, TimeProvider time)
    {
        (_listeners, _ended, _time) = (listeners, ended, time);
        listeners.Add(this);
    }

    public void Ended(in CopyRecord record) => _ended(new EndedCopy
    {
        At = record.At,
        Route = record.Route,
        Mirror = record.Mirror,
        Method = record.Method,
        Path = record.Path,
        Fate = s_fates[record.Fate],
        MirrorStatus = record.Status,
        MirrorTime = Span(record.ElapsedTicks),
        PrimaryStatus = record.Primary?.Status ?? 0,
        PrimaryTime = Span(record.Primary?.ElapsedTicks ?? 0),
    });

    private TimeSpan Span(long ticks) => TimeSpan.FromSeconds((double)ticks / _time.TimestampFrequency);

    public void Dispose() => _listeners.Remove(this);
}
