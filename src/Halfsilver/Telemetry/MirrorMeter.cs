using System.Collections.Immutable;

namespace Halfsilver.Telemetry;

/// <summary>
/// The books of one mirror: matched = skipped + sent, and at rest sent = answered + failed. Reasons are indices into the names
/// given at construction.
/// </summary>
internal sealed class MirrorMeter
{
    private readonly MetricRegistry _registry;
    private readonly Counter _matched;
    private readonly Counter _sent;
    private readonly Counter _requestBytes;
    private readonly Counter _responseBytes;
    private readonly Histogram _duration;
    private readonly Histogram _dispatchDelay;
    private readonly CounterSet _skipped;
    private readonly CounterSet _answered;
    private readonly CounterSet _failed;

    public MirrorMeter(
        MetricRegistry registry,
        string route,
        string destination,
        string mirror,
        ReadOnlySpan<string> skipReasons,
        ReadOnlySpan<string> errorReasons)
    {
        ImmutableArray<string> owner = [route, destination, mirror];
        _registry = registry;
        _matched = registry.Counter(MetricCatalogue.MirrorMatched, owner.AsSpan());
        _sent = registry.Counter(MetricCatalogue.MirrorRequests, owner.AsSpan());
        _requestBytes = registry.Counter(MetricCatalogue.MirrorRequestBytes, owner.AsSpan());
        _responseBytes = registry.Counter(MetricCatalogue.MirrorResponseBytes, owner.AsSpan());
        _duration = registry.Histogram(MetricCatalogue.MirrorDuration, owner.AsSpan());
        _dispatchDelay = registry.Histogram(MetricCatalogue.MirrorDispatchDelay, owner.AsSpan());
        _skipped = new CounterSet(registry, MetricCatalogue.MirrorSkipped, owner, [.. skipReasons]);
        _answered = new CounterSet(registry, MetricCatalogue.MirrorResponses, owner, CodeLabel.Classes);
        _failed = new CounterSet(registry, MetricCatalogue.MirrorErrors, owner, [.. errorReasons]);
    }

    public long MatchedTotal => _matched.Value;

    public long SentTotal => _sent.Value;

    public long SkippedTotal => _skipped.Total;

    public long AnsweredTotal => _answered.Total;

    public long FailedTotal => _failed.Total;

    public void Matched() => _matched.Add();

    public void Skipped(int reasonIndex) => _skipped.Add(reasonIndex);

    public void Sent() => _sent.Add();

    /// <summary>Time from the request's dispatch to the copy's, as a difference of timestamps of the registry's clock.</summary>
    public void DispatchDelay(long elapsedTicks) => _dispatchDelay.Record(elapsedTicks);

    public void Answered(int status, long elapsedTicks)
    {
        _answered.Add(CodeLabel.ClassOf(status));
        _duration.Record(elapsedTicks);
    }

    public void Failed(int reasonIndex) => _failed.Add(reasonIndex);

    public void RequestBytes(long bytes) => _requestBytes.Add(bytes);

    public void ResponseBytes(long bytes) => _responseBytes.Add(bytes);

    /// <summary>How often copies were skipped for one reason.</summary>
    public long SkippedFor(int reasonIndex) => _skipped[reasonIndex];

    /// <summary>How often copies failed for one reason.</summary>
    public long FailedFor(int reasonIndex) => _failed[reasonIndex];

    /// <summary>Answers of one class, 1 to 5.</summary>
    public long AnsweredIn(int codeClass) => _answered[codeClass];

    /// <summary>The mirror left the plan. Copies still under way are counted as long as the series are shown. Call once.</summary>
    public void Remove()
    {
        _registry.Remove(_matched);
        _registry.Remove(_sent);
        _registry.Remove(_requestBytes);
        _registry.Remove(_responseBytes);
        _registry.Remove(_duration);
        _registry.Remove(_dispatchDelay);
        _skipped.Remove();
        _answered.Remove();
        _failed.Remove();
    }
}
