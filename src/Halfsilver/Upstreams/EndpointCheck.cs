using Halfsilver.Telemetry;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Upstreams;

/// <summary>
/// Asks one address again and again whether it is well, for all who send requests there. It is well until so many failures in a row say otherwise,
/// and then not until so many successes do.
/// </summary>
internal sealed class EndpointCheck : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<(string Service, Action Changed)> _users = [];
    private readonly HealthProbe _probe;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private int _asking;
    private int _row;
    private bool _isUnwell;
    private bool _over;

    public EndpointCheck(HealthProbe probe, TimeProvider time, ILogger log)
    {
        _probe = probe;
        _log = log;

        // The checks of a fleet's gateways, and of a gateway's endpoints, are not to come all at once.
        var first = probe.Check.Interval * Random.Shared.NextDouble();
        _timer = time.CreateTimer(static state => ((EndpointCheck)state!).Ask(), this, first, probe.Check.Interval);
    }

    public bool IsWell => !Volatile.Read(ref _isUnwell);

    /// <summary>Whether a question is under way.</summary>
    public bool IsAsking => Volatile.Read(ref _asking) != 0;

    /// <summary>Tells somebody from now on, on a thread of the pool, when it has changed its mind.</summary>
    public void Add(string service, Action changed)
    {
        lock (_gate)
        {
            _users.Add((service, changed));
        }
    }

    /// <summary>Tells them no longer; whether nobody is left.</summary>
    public bool Remove(Action changed)
    {
        lock (_gate)
        {
            _users.RemoveAll(user => user.Changed == changed);
            return _users.Count == 0;
        }
    }

    /// <summary>Asks no more. What is being asked is not waited for, and changes nothing.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
        }

        _timer.Dispose();
        _probe.Close();
    }

    private void Ask()
    {
        // A slow answer may outlast the interval: one question at a time.
        if (Interlocked.Exchange(ref _asking, 1) == 0)
        {
            _ = AskAsync();
        }
    }

    private async Task AskAsync()
    {
        var fault = await _probe.AskAsync();
        Learn(fault);
        Volatile.Write(ref _asking, 0);
    }

    private void Learn(string? fault)
    {
        (string Service, Action Changed)[] users;
        lock (_gate)
        {
            _row = (fault is null) == _isUnwell ? _row + 1 : 0;
            if (_over || _row < (_isUnwell ? _probe.Check.HealthyAfter : _probe.Check.UnhealthyAfter))
            {
                return;
            }

            _row = 0;
            Volatile.Write(ref _isUnwell, !_isUnwell);
            users = [.. _users];
        }

        // In force before it is said.
        foreach (var user in users)
        {
            user.Changed();
        }

        var services = string.Join(", ", users.Select(user => user.Service).Distinct(StringComparer.Ordinal));
        if (fault is null)
        {
            _log.EndpointWell(_probe.Address, services, _probe.Check.HealthyAfter);
        }
        else
        {
            _log.EndpointUnwell(_probe.Address, services, fault, _probe.Check.UnhealthyAfter);
        }
    }
}
