using Halfsilver.Upstreams;
using Halfsilver.Wire;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Sending;

/// <summary>What all mirrors of a process work with.</summary>
internal sealed record CopyShop(DeadlineWheel Wheel, Resolver Resolver, CopyBudgets Budgets, ILogger Log)
{
    public TimeProvider Time => Wheel.Time;
}
