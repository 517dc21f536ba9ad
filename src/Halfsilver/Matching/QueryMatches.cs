using System.Text.RegularExpressions;

namespace Halfsilver.Matching;

internal sealed class QueryPresenceMatch(byte[] key, bool present) : CompiledRule
{
    public override bool Matches(RequestFacts facts)
    {
        var pairs = new QueryPairs(facts.Query);
        while (pairs.Next())
        {
            if (QueryPairs.Equal(pairs.Key, key))
            {
                return present;
            }
        }

        return !present;
    }
}

internal sealed class QueryEqualMatch(byte[] key, byte[] value) : CompiledRule
{
    public override bool Matches(RequestFacts facts)
    {
        var pairs = new QueryPairs(facts.Query);
        while (pairs.Next())
        {
            if (QueryPairs.Equal(pairs.Key, key) && QueryPairs.Equal(pairs.Value, value))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class QueryRegexMatch(byte[] key, Regex regex) : CompiledRule
{
    public override bool Matches(RequestFacts facts)
    {
        var pairs = new QueryPairs(facts.Query);
        while (pairs.Next())
        {
            if (!QueryPairs.Equal(pairs.Key, key))
            {
                continue;
            }

            var chars = facts.Scratch(pairs.Value.Length);
            if (regex.IsMatch(chars[..QueryPairs.Decode(pairs.Value, chars)]))
            {
                return true;
            }
        }

        return false;
    }
}
