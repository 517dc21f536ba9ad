using Halfsilver.Planning;
using Halfsilver.Wire;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Upstreams;

/// <summary>
/// The checks under way in a process. All who ask the same of the same address share one, from the first to the last of them: a plan that replaces
/// another goes on with what is known. Control plane.
/// </summary>
internal sealed class HealthChecks(DeadlineWheel wheel, Resolver resolver, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Question, EndpointCheck> _open = [];

    /// <summary>How many addresses are asked.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>The check of an address, begun with its first user. <paramref name="changed"/> is called when it has changed its mind.</summary>
    public EndpointCheck Open(EndpointsService service, EndpointAddress address, HealthCheck check, TlsMaterials materials, Action changed)
    {
        var reach = Reach.Of(service, address, materials);
        var tls = address.Tls ? materials.Of(address.OwnTls ?? service.Tls).Fingerprint : "";
        lock (_gate)
        {
            var question = new Question(address.Host, address.Port, reach.Protocol, tls, check);
            if (!_open.TryGetValue(question, out var open))
            {
                _open[question] = open = new EndpointCheck(new HealthProbe(check, address, reach, resolver, wheel), wheel.Time, log);
            }

            open.Add(service.Name, changed);
            return open;
        }
    }

    /// <summary>One user less; the last one ends the check.</summary>
    public void Close(EndpointCheck check, Action changed)
    {
        lock (_gate)
        {
            if (check.Remove(changed))
            {
                _open.Remove(_open.First(entry => entry.Value == check).Key);
                check.Dispose();
            }
        }
    }

    private readonly record struct Question(string Host, int Port, UpstreamProtocol Protocol, string Tls, HealthCheck Check);
}
