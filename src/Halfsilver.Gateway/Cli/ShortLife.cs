namespace Halfsilver.Gateway.Cli;

/// <summary>What suits a process that reads files, says something about them and ends.</summary>
internal static class ShortLife
{
    /// <summary>Bytes that are allocated before memory is tidied: what a file of a few thousand routes takes.</summary>
    internal const long Most = 128L * 1024 * 1024;

    private const long MostOfLargeObjects = Most / 4;

    // In a small container memory is worth more than time.
    private const int Share = 8;

    /// <summary>
    /// Puts collections off: nearly all that reading allocates is alive until its end, so that they find nothing and copy much. A longer read
    /// is collected as usual from the bound on.
    /// </summary>
    /// <returns>Whether they were put off.</returns>
    public static bool PutOffCollections() => PutOffCollections(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    internal static bool PutOffCollections(long available) =>
        available / Share >= Most && GC.TryStartNoGCRegion(Most, MostOfLargeObjects, disallowFullBlockingGC: true);
}
