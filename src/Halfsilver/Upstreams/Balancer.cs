using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Upstreams;

/// <summary>Chooses one of several endpoints. A weight of 0 takes an endpoint out.</summary>
internal abstract class Balancer
{
    /// <summary>The balancer for these endpoints of a service; those without weight are left out.</summary>
    public static Balancer Create(EndpointsService service, IEnumerable<Endpoint> endpoints)
    {
        var weighed = endpoints.Where(endpoint => endpoint.Address.Weight > 0).ToArray();
        return weighed.Length switch
        {
            0 => new NoEndpoint(),
            1 => new OneEndpoint(weighed[0]),
            _ => service.Balancing switch
            {
                Balancing.LeastRequests => new LeastRequests(weighed),
                Balancing.PowerOfTwo => new PowerOfTwo(weighed),
                Balancing.Random => new RandomByWeight(weighed),
                Balancing.Hash when service.HashKey is { } key => new HashBalancer(key, service.Name, weighed, new RoundRobin(weighed)),
                _ => new RoundRobin(weighed),
            },
        };
    }

    /// <summary>Whether there is no endpoint to choose.</summary>
    public virtual bool IsEmpty => false;

    /// <summary>An endpoint, other than <paramref name="not"/> where there is another; null when there is none.</summary>
    public abstract Endpoint? Choose(RequestFacts facts, Endpoint? not = null);

    private sealed class NoEndpoint : Balancer
    {
        public override bool IsEmpty => true;

        public override Endpoint? Choose(RequestFacts facts, Endpoint? not = null) => null;
    }

    private sealed class OneEndpoint(Endpoint endpoint) : Balancer
    {
        public override Endpoint? Choose(RequestFacts facts, Endpoint? not = null) => endpoint;
    }

    /// <summary>A fixed order in which each endpoint stands as often as its weight, spread evenly.</summary>
    private sealed class RoundRobin(Endpoint[] endpoints) : Balancer
    {
        private readonly Endpoint[] _order = SmoothOrder.Of(endpoints);
        private int _turn = -1;

        public override Endpoint? Choose(RequestFacts facts, Endpoint? not = null)
        {
            var endpoint = _order[(uint)Interlocked.Increment(ref _turn) % (uint)_order.Length];
            for (var i = 0; endpoint == not && i < _order.Length; i++)
            {
                endpoint = _order[(uint)Interlocked.Increment(ref _turn) % (uint)_order.Length];
            }

            return endpoint;
        }
    }

    private sealed class LeastRequests(Endpoint[] endpoints) : Balancer
    {
        private int _turn = -1;

        public override Endpoint? Choose(RequestFacts facts, Endpoint? not = null)
        {
            // Ties go round, so that an idle service is not all on its first endpoint.
            var first = (int)((uint)Interlocked.Increment(ref _turn) % (uint)endpoints.Length);
            Endpoint? best = null;
            for (var i = 0; i < endpoints.Length; i++)
            {
                var endpoint = endpoints[(first + i) % endpoints.Length];
                if (endpoint != not && (best is null || Load(endpoint, best) < 0))
                {
                    best = endpoint;
                }
            }

            return best;
        }
    }

    private sealed class PowerOfTwo(Endpoint[] endpoints) : Balancer
    {
        private readonly Endpoint[] _order = SmoothOrder.Of(endpoints);

        public override Endpoint? Choose(RequestFacts facts, Endpoint? not = null)
        {
            var one = Draw(not);
            var other = Draw(one);
            return other == not || Load(one, other) <= 0 ? one : other;
        }

        private Endpoint Draw(Endpoint? not)
        {
            var at = Random.Shared.Next(_order.Length);
            while (_order[at] == not)
            {
                at = (at + 1) % _order.Length;
            }

            return _order[at];
        }
    }

    private sealed class RandomByWeight(Endpoint[] endpoints) : Balancer
    {
        private readonly Endpoint[] _order = SmoothOrder.Of(endpoints);

        public override Endpoint? Choose(RequestFacts facts, Endpoint? not = null)
        {
            var at = Random.Shared.Next(_order.Length);
            while (_order[at] == not)
            {
                at = (at + 1) % _order.Length;
            }

            return _order[at];
        }
    }

    // Compared crosswise: a/wa < b/wb without a division.
    private static int Load(Endpoint one, Endpoint other) =>
        ((long)(one.InFlight + 1) * other.Address.Weight).CompareTo((long)(other.InFlight + 1) * one.Address.Weight);
}
