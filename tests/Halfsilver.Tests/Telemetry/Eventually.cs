using Xunit;

namespace Halfsilver.Tests.Telemetry;

/// <summary>Waits for a condition that another thread brings about.</summary>
internal static class Eventually
{
    public static async Task Holds(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            Assert.False(bound.IsCancellationRequested, "The condition did not come to hold within ten seconds.");
            await Task.Yield();
        }
    }
}
