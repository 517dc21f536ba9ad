using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Upstreams;

/// <summary>
/// Each endpoint draws a number for each key, and the highest has it: an endpoint that leaves takes only its own keys along, one that comes takes
/// its share of everybody's. The same in every process that has the same endpoints.
/// </summary>
internal sealed class HashBalancer : Balancer
{
    // Of a draw, the bits that a double holds exactly.
    private const int DrawBits = 53;

    private readonly KeyReader _reader;
    private readonly SipKey _salt;
    private readonly Endpoint[] _endpoints;
    private readonly ulong[] _seeds;
    private readonly bool _weighted;
    private readonly Balancer _without;

    /// <param name="key">What is drawn for.</param>
    /// <param name="salt">Services with different salts spread the same keys differently.</param>
    /// <param name="endpoints">Those to choose from.</param>
    /// <param name="without">Who chooses where a request has no key.</param>
    public HashBalancer(StickyKey key, string salt, Endpoint[] endpoints, Balancer without)
    {
        _reader = KeyReader.Of(key);
        _salt = SipKey.Of(salt);
        _endpoints = endpoints;
        _without = without;
        _weighted = endpoints.Any(endpoint => endpoint.Address.Weight != endpoints[0].Address.Weight);
        _seeds = new ulong[endpoints.Length];
        for (var i = 0; i < endpoints.Length; i++)
        {
            // The address, not the place in the list: that may change with the plan.
            var hash = new SipHash(_salt);
            hash.Add(Encoding.UTF8.GetBytes($"{endpoints[i].Address.Host}:{endpoints[i].Address.Port}"));
            _seeds[i] = hash.Finish();
        }
    }

    /// <inheritdoc/>
    public override Endpoint? Choose(RequestFacts facts, Endpoint? not = null)
    {
        var hash = new SipHash(_salt);
        return !_reader.TryRead(facts, ref hash) ? _without.Choose(facts, not)
            : _weighted ? Heaviest(hash.Finish(), not)
            : Highest(hash.Finish(), not);
    }

    private Endpoint Highest(ulong key, Endpoint? not)
    {
        var best = -1;
        ulong highest = 0;
        for (var i = 0; i < _endpoints.Length; i++)
        {
            var drawn = Mix(key ^ _seeds[i]);
            if (_endpoints[i] != not && (best < 0 || drawn > highest))
            {
                (best, highest) = (i, drawn);
            }
        }

        return _endpoints[best];
    }

    // With u uniform, -w / ln u is highest as often as its weight says; with equal weights it orders as u does.
    private Endpoint Heaviest(ulong key, Endpoint? not)
    {
        var best = -1;
        var highest = 0.0;
        for (var i = 0; i < _endpoints.Length; i++)
        {
            var drawn = ((Mix(key ^ _seeds[i]) >> (64 - DrawBits)) + 0.5) / (1L << DrawBits);
            var score = _endpoints[i].Address.Weight / -Math.Log(drawn);
            if (_endpoints[i] != not && (best < 0 || score > highest))
            {
                (best, highest) = (i, score);
            }
        }

        return _endpoints[best];
    }

    // Every bit of the input moves half of the output's: two multiplications by odd constants, folded.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
        value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
        return value ^ (value >> 32);
    }
}
