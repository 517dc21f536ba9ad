namespace TestKit;

/// <summary>Sends many requests over many connections and counts what comes back; no thread of its own.</summary>
public static class LoadClient
{
    /// <summary>Runs a load to its end.</summary>
    public static async Task<LoadResult> RunAsync(Load load)
    {
        ArgumentNullException.ThrowIfNull(load);
        var started = TimeProvider.System.GetTimestamp();
        var connections = Enumerable.Range(0, load.Connections).Select(number => new LoadConnection(load, number, started)).ToArray();
        await Task.WhenAll(connections.Select(connection => Task.Run(connection.RunAsync)));
        return new LoadResult(connections, TimeProvider.System.GetElapsedTime(started));
    }
}
