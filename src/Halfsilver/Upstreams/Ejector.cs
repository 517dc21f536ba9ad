using System.Collections.Immutable;
using Halfsilver.Planning;
using Halfsilver.Telemetry;
using Halfsilver.Wire;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Upstreams;

/// <summary>Leaves failing endpoints of one service alone for a while: not too many at once, and never the last that is well. Control plane.</summary>
internal sealed class Ejector(EndpointsService service, Ejection rule, DeadlineWheel wheel, ILogger log, Action changed)
{
    // Doubling ends here: whoever has been away for ten times as long is asked as seldom as is useful.
    private const int MostTimes = 10;

    private readonly Lock _gate = new();
    private ImmutableArray<EndpointFaults> _all = [];
    private bool _over;

    /// <summary>Begins to look at an endpoint.</summary>
    public EndpointFaults Add(Endpoint endpoint)
    {
        var faults = new EndpointFaults(endpoint, rule, this);
        _all = _all.Add(faults);
        return faults;
    }

    /// <summary>An endpoint has failed as often as the rule allows.</summary>
    public void Eject(EndpointFaults faults)
    {
        int times;
        TimeSpan time;
        lock (_gate)
        {
            faults.Forget();
            if (_over || faults.IsOut || !May(faults))
            {
                return;
            }

            var now = wheel.Timestamp;
            var rested = faults.Times > 0 && wheel.Time.GetElapsedTime(faults.Last.Until, now) >= faults.Last.For;
            faults.Times = times = rested ? 1 : faults.Times + 1;
            time = rule.For * Math.Min(MostTimes, 1 << Math.Min(faults.Times - 1, 4));
            faults.Last = (time, wheel.TimestampAfter(time));
            faults.IsOut = true;
            faults.Arm(wheel, time);
        }

        // Said when it is so.
        changed();
        log.EndpointEjected(faults.Address, service.Name, time.TotalSeconds, times);
    }

    /// <summary>The time of an endpoint is over.</summary>
    public void Return(EndpointFaults faults)
    {
        lock (_gate)
        {
            if (_over)
            {
                return;
            }

            faults.Forget();
            faults.IsOut = false;
        }

        changed();
        log.EndpointReturned(faults.Address, service.Name);
    }

    /// <summary>The service is gone.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _over = true;
        }

        foreach (var faults in _all)
        {
            faults.Disarm();
        }
    }

    private bool May(EndpointFaults faults)
    {
        var most = (int)((long)_all.Length * rule.MaxEjected.Millionths / Share.Whole);
        return _all.Count(other => other.IsOut) < most && _all.Any(other => other != faults && other.Endpoint.IsWell);
    }
}
