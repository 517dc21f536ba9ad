using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Upstreams;

/// <summary>
/// What live traffic says about one endpoint: failures in a row, and the time for which it is left alone because of them. Counting is the request
/// path's; whether it is left alone is decided elsewhere, on the thread pool.
/// </summary>
internal sealed class EndpointFaults(Endpoint endpoint, Ejection rule, Ejector ejector) : Deadline
{
    private int _failures;
    private int _errors;
    private bool _isOut;

    public Endpoint Endpoint { get; } = endpoint;

    /// <summary>Host and port, for people.</summary>
    public string Address { get; } = $"{endpoint.Address.Host}:{endpoint.Address.Port}";

    /// <summary>Whether it is left alone now. Written under the ejector's lock.</summary>
    public bool IsOut
    {
        get => Volatile.Read(ref _isOut);
        set => Volatile.Write(ref _isOut, value);
    }

    /// <summary>Times it was left alone without a break as long as the time itself. The ejector's.</summary>
    public int Times { get; set; }

    /// <summary>How long it was left alone the last time, and when that ends or ended. The ejector's.</summary>
    public (TimeSpan For, long Until) Last { get; set; }

    public void Answered(int status)
    {
        Clear(ref _failures);
        if (status < 500 || rule.ConsecutiveErrors is not { } most)
        {
            Clear(ref _errors);
        }
        else if (Interlocked.Increment(ref _errors) == most)
        {
            Accuse();
        }
    }

    public void Failed()
    {
        if (Interlocked.Increment(ref _failures) == rule.ConsecutiveFailures)
        {
            Accuse();
        }
    }

    /// <summary>Begins to count anew.</summary>
    public void Forget()
    {
        Volatile.Write(ref _failures, 0);
        Volatile.Write(ref _errors, 0);
    }

    /// <inheritdoc/>
    protected override void Expire() => ejector.Return(this);

    private void Accuse() => ThreadPool.UnsafeQueueUserWorkItem(static faults => faults.Eject(), this, preferLocal: false);

    private void Eject() => ejector.Eject(this);

    // Most answers follow a good one: nothing is written then, so that cores do not fight over the line.
    private static void Clear(ref int count)
    {
        if (Volatile.Read(ref count) != 0)
        {
            Volatile.Write(ref count, 0);
        }
    }
}
