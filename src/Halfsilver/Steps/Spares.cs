namespace Halfsilver.Steps;

/// <summary>
/// Objects of one type that wait for their next use. Each thread has a few of its own; what one has too many of, and another lacks, goes over a
/// shelf they share, several at a time. Bounded: what does not fit is left to the collector.
/// </summary>
internal static class Spares<T> where T : class
{
    private const int MostOwn = 32;
    private const int AtATime = MostOwn / 2;
    private const int MostShared = 4096;

    private static readonly Lock s_gate = new();
    private static readonly Stack<T> s_shared = new();

    [ThreadStatic]
    private static Own? t_own;

    /// <summary>One that was put back, or null.</summary>
    public static T? Take()
    {
        var own = t_own ??= new Own();
        if (own.Count == 0 && !TryFetch(own))
        {
            return null;
        }

        ref var place = ref own.Places[--own.Count];
        var item = place.Item;
        place = default;
        return item;
    }

    public static void Put(T item)
    {
        var own = t_own ??= new Own();
        if (own.Count == MostOwn)
        {
            Shelve(own);
        }

        own.Places[own.Count++].Item = item;
    }

    private static bool TryFetch(Own own)
    {
        lock (s_gate)
        {
            while (own.Count < AtATime && s_shared.TryPop(out var item))
            {
                own.Places[own.Count++].Item = item;
            }
        }

        return own.Count > 0;
    }

    private static void Shelve(Own own)
    {
        lock (s_gate)
        {
            while (own.Count > MostOwn - AtATime)
            {
                ref var place = ref own.Places[--own.Count];
                if (s_shared.Count < MostShared)
                {
                    s_shared.Push(place.Item!);
                }

                place = default;
            }
        }
    }

    private sealed class Own
    {
        public readonly Place[] Places = new Place[MostOwn];
        public int Count;
    }

    // An array of objects looks at the type of each that is put into it.
    private struct Place
    {
        public T? Item;
    }
}
