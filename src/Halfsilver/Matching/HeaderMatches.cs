using System.Text.RegularExpressions;

namespace Halfsilver.Matching;

internal sealed class HeaderPresenceMatch(byte[] name, bool present) : CompiledRule
{
    public override bool Matches(RequestFacts facts) => facts.Head.Find(name) >= 0 == present;
}

internal sealed class HeaderEqualMatch(byte[] name, byte[] value) : CompiledRule
{
    public override bool Matches(RequestFacts facts)
    {
        var head = facts.Head;
        for (var at = head.Find(name); at >= 0; at = head.Find(name, at + 1))
        {
            if (head.Value(head.Fields[at]).SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class HeaderRegexMatch(byte[] name, Regex regex) : CompiledRule
{
    public override bool Matches(RequestFacts facts)
    {
        var head = facts.Head;
        for (var at = head.Find(name); at >= 0; at = head.Find(name, at + 1))
        {
            if (regex.IsMatch(facts.Widen(head.Value(head.Fields[at]))))
            {
                return true;
            }
        }

        return false;
    }
}
