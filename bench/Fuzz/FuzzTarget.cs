namespace Halfsilver.Fuzz;

/// <summary>Something that reads bytes from strangers, with what must hold for every input.</summary>
internal abstract class FuzzTarget
{
    /// <summary>The name people type; its corpus is the folder of this name.</summary>
    public abstract string Name { get; }

    /// <summary>Words that mutations put in.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Bytes of an input at most.</summary>
    public virtual int Longest => 4096;

    /// <summary>An input made from the grammar.</summary>
    public abstract byte[] Make(Random random);

    /// <summary>
    /// Reads <paramref name="input"/> and holds the promises, cutting it at places that <paramref name="random"/> chooses. Throws
    /// <see cref="Disagreement"/> where one is broken.
    /// </summary>
    /// <returns>What kind of reading it was: an input with a new one is kept.</returns>
    public abstract int Run(byte[] input, Random random);

    /// <summary>All targets, in the order in which they are shown.</summary>
    public static FuzzTarget[] All() => [new FrontTarget(), new AnswerTarget(), new ChunksTarget(), new RuleTarget(), new FileTarget()];
}

/// <summary>A reader and its promise, or two readers, do not agree.</summary>
internal sealed class Disagreement(string message) : Exception(message)
{
    /// <summary>Throws unless the two are equal.</summary>
    public static void Unless<T>(T seen, T wanted, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(seen, wanted))
        {
            throw new Disagreement($"{what}\n  seen:   {seen}\n  wanted: {wanted}");
        }
    }

    /// <summary>Throws unless it holds.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds)
        {
            throw new Disagreement(what);
        }
    }
}
