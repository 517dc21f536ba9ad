namespace Halfsilver.Upstreams;

/// <summary>An order in which each item stands as often as its weight, spread evenly over the round.</summary>
internal static class SmoothOrder
{
    // A round longer than this is only rounding; 10,000 references are 80 KB a service.
    private const int LongestRound = 10_000;

    public static Endpoint[] Of(Endpoint[] endpoints) => Of(endpoints, static endpoint => endpoint.Address.Weight);

    /// <summary>Each step, everybody gains its weight and the richest pays the whole round: the order of smooth weighted round robin.</summary>
    public static T[] Of<T>(T[] items, Func<T, int> weightOf)
    {
        var weights = Reduce(items.Select(weightOf).ToArray());
        var round = weights.Sum();
        var credit = new long[items.Length];
        var order = new T[round];
        for (var step = 0; step < round; step++)
        {
            var richest = 0;
            for (var i = 0; i < items.Length; i++)
            {
                credit[i] += weights[i];
                richest = credit[i] > credit[richest] ? i : richest;
            }

            credit[richest] -= round;
            order[step] = items[richest];
        }

        return order;
    }

    private static int[] Reduce(int[] weights)
    {
        var divisor = weights.Aggregate(0, Gcd);
        var reduced = weights.Select(weight => weight / Math.Max(1, divisor)).ToArray();
        var sum = reduced.Sum(weight => (long)weight);
        return sum <= LongestRound
            ? reduced
            : reduced.Select(weight => weight == 0 ? 0 : (int)Math.Max(1, (long)weight * LongestRound / sum)).ToArray();
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
