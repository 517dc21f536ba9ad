using System.Net;

namespace Halfsilver.Upstreams;

/// <summary>Bounds lookups of names: the system's resolver has its own idea of patience.</summary>
internal static class Lookups
{
    /// <summary>The address, or null when it is not there in time. The lookup itself goes on, for those who ask next.</summary>
    public static async ValueTask<IPEndPoint?> WithinAsync(ValueTask<IPEndPoint?> resolving, TimeSpan limit, TimeProvider time)
    {
        var lookup = resolving.AsTask();
        using var patience = new CancellationTokenSource();
        var first = await Task.WhenAny(lookup, Task.Delay(limit, time, patience.Token));
        if (first != lookup)
        {
            return null;
        }

        await patience.CancelAsync();
        return await lookup;
    }
}
