namespace Halfsilver.Matching;

/// <summary>A rule as the request path asks it: pure, without allocation, safe for many threads at once.</summary>
internal abstract class CompiledRule
{
    /// <summary>The rule in words, for people who ask why a route did or did not match.</summary>
    public required string Text { get; init; }

    public abstract bool Matches(RequestFacts facts);

    /// <summary>The innermost part that fails, or null when the rule holds.</summary>
    public virtual CompiledRule? Failing(RequestFacts facts) => Matches(facts) ? null : this;

    public sealed override string ToString() => Text;
}

internal sealed class AnyMatch : CompiledRule
{
    public override bool Matches(RequestFacts facts) => true;
}

/// <summary>Stands where a rule could not be compiled; the problem says why.</summary>
internal sealed class NeverMatch : CompiledRule
{
    public override bool Matches(RequestFacts facts) => false;
}

internal sealed class AllMatch(CompiledRule[] parts) : CompiledRule
{
    public override bool Matches(RequestFacts facts)
    {
        foreach (var part in parts)
        {
            if (!part.Matches(facts))
            {
                return false;
            }
        }

        return true;
    }

    public override CompiledRule? Failing(RequestFacts facts)
    {
        foreach (var part in parts)
        {
            if (part.Failing(facts) is { } failing)
            {
                return failing;
            }
        }

        return null;
    }
}

internal sealed class OneMatches(CompiledRule[] parts) : CompiledRule
{
    public override bool Matches(RequestFacts facts)
    {
        foreach (var part in parts)
        {
            if (part.Matches(facts))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class NotMatch(CompiledRule part) : CompiledRule
{
    public override bool Matches(RequestFacts facts) => !part.Matches(facts);
}
