namespace Halfsilver.Fuzz;

/// <summary>What kind of reading it was, as one number: the same in every process.</summary>
internal static class Kind
{
    public static int Of(params ReadOnlySpan<long> facts)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var fact in facts)
        {
            hash = (hash ^ (ulong)fact) * 1_099_511_628_211;
        }

        return (int)(hash ^ (hash >> 32));
    }

    /// <summary>A text's letters and digits as one each, so that only its form counts.</summary>
    public static long Shape(string text)
    {
        var hash = 1L;
        var last = '\0';
        foreach (var c in text)
        {
            var letter = char.IsAsciiLetterOrDigit(c) ? 'a' : c;
            hash = letter == 'a' && last == 'a' ? hash : (hash * 31) + letter;
            last = letter;
        }

        return hash & 0x3FF;
    }

    /// <summary>A count, coarser the larger it is.</summary>
    public static long Size(long count) => count < 4 ? count : 4 + long.Log2(count);
}
