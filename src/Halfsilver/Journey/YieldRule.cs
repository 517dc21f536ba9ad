using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Journey;

/// <summary>When a leaf leaves a request to another instead of answering it: always when its service cannot be reached, and with these statuses.</summary>
internal sealed class YieldRule
{
    private readonly bool[] _statuses = new bool[600];

    public YieldRule(ImmutableArray<StatusRange> statuses)
    {
        HasStatuses = !statuses.IsDefaultOrEmpty;
        for (var status = 0; status < _statuses.Length; status++)
        {
            _statuses[status] = HasStatuses && statuses.Any(range => range.Contains(status));
        }
    }

    /// <summary>Whether an answer can be refused, after the request's body has gone to the service.</summary>
    public bool HasStatuses { get; }

    public bool Covers(int status) => (uint)status < (uint)_statuses.Length && _statuses[status];
}

/// <summary>Why a leaf has left a request to another.</summary>
/// <param name="Why">In one word, for logs; null: it has not.</param>
/// <param name="Status">The status that was refused; 0 when there was none.</param>
/// <param name="NoEndpoint">Whether its service had no endpoint that is well.</param>
internal readonly record struct Yielding(string? Why, int Status = 0, bool NoEndpoint = false);
