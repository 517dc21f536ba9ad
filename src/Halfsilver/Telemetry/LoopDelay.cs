namespace Halfsilver.Telemetry;

/// <summary>
/// How late the thread pool runs what is due: a one-shot timer, armed anew at each tick, so that one late tick is never counted twice.
/// </summary>
internal sealed class LoopDelay : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Histogram _delay;
    private readonly TimeSpan _period;
    private readonly ITimer _timer;
    private long _armedAt;

    /// <param name="registry">Where the histogram lives; its clock is measured.</param>
    /// <param name="period">Time between measurements, 100 ms if in doubt.</param>
    public LoopDelay(MetricRegistry registry, TimeSpan period)
    {
        _time = registry.Time;
        _period = period;
        _delay = registry.Histogram(MetricCatalogue.LoopDelay);
        _timer = _time.CreateTimer(static state => ((LoopDelay)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm();
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        _delay.Record(_time.GetElapsedTime(_armedAt) - _period);
        Arm();
    }

    private void Arm()
    {
        _armedAt = _time.GetTimestamp();
        _timer.Change(_period, Timeout.InfiniteTimeSpan);
    }
}
