namespace TestKit;

/// <summary>One timer of <see cref="FakeTime"/>; its fields are guarded by that time's lock.</summary>
internal sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
{
    public long Due { get; set; }

    public long Period { get; set; }

    /// <summary>Of two timers due at once the one armed first fires first.</summary>
    public long Order { get; set; }

    public bool IsDisposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period) => time.Arm(this, dueTime, period);

    public void Fire(bool onThreadPool)
    {
        if (onThreadPool)
        {
            ThreadPool.QueueUserWorkItem(static timer => timer.Call(), this, preferLocal: false);
        }
        else
        {
            Call();
        }
    }

    public void Dispose() => time.Disarm(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Call() => callback(state);
}
