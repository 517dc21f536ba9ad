namespace Halfsilver.Matching;

internal sealed class MethodMatch(byte[][] methods) : CompiledRule
{
    public override bool Matches(RequestFacts facts)
    {
        var method = facts.Head.Method;
        foreach (var allowed in methods)
        {
            if (method.SequenceEqual(allowed))
            {
                return true;
            }
        }

        return false;
    }
}
