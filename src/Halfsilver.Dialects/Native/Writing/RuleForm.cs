using System.Collections.Immutable;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>
/// Rules in the form and order in which the file's keys hold them: what must all hold in one list, hosts before paths, and so on. A rule and
/// its form hold for the same requests, and rank the same among routes.
/// </summary>
internal static class RuleForm
{
    public static Rule Of(Rule rule) => rule switch
    {
        AllOf { Rules.IsDefaultOrEmpty: false } all => All(all),
        OneOf { Rules.IsDefaultOrEmpty: false } one => one.Rules.Length == 1 ? Of(one.Rules[0]) : new OneOf([.. one.Rules.Select(Of)]),
        Not not => new Not(Of(not.Rule)),
        _ => rule,
    };

    /// <summary>The parts of a form by key; those that find theirs taken are the rest.</summary>
    public static (SortedDictionary<RuleSlot, List<Rule>> Kept, List<Rule> Others) Slots(ImmutableArray<Rule> parts)
    {
        var kept = new SortedDictionary<RuleSlot, List<Rule>>();
        var rest = new List<Rule>();
        var lastNot = parts.Select((part, i) => part is Not ? i : -1).DefaultIfEmpty(-1).Max();
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            var slot = SlotOf(part);
            var isRest = slot == RuleSlot.All || (slot == RuleSlot.Not ? i != lastNot : kept.ContainsKey(slot) && !HoldsSeveral(slot));
            if (isRest)
            {
                rest.Add(part);
            }
            else if (kept.TryGetValue(slot, out var list))
            {
                list.Add(part);
            }
            else
            {
                kept[slot] = [part];
            }
        }

        return (kept, rest);
    }

    /// <summary>Whether keys can hold these parts in this order.</summary>
    public static bool IsInOrder(ImmutableArray<Rule> parts)
    {
        var (kept, rest) = Slots(parts);
        return Flat(kept, rest).SequenceEqual(parts, ReferenceEqualityComparer.Instance);
    }

    private static Rule All(AllOf all)
    {
        var parts = all.Rules.Select(Of).SelectMany(part => part is AllOf { Rules: var inner } ? inner : [part]).Where(part => part is not AnyRule).ToImmutableArray();
        if (parts.Length < 2)
        {
            return parts.IsEmpty ? AnyRule.Instance : parts[0];
        }

        // What a rule finds in the path (a template's parameters, a prefix) is that of its first test of the path.
        var (kept, rest) = Slots(parts);
        ImmutableArray<Rule> ordered = [.. Flat(kept, rest).Cast<Rule>()];
        return new AllOf(parts.Where(MentionsPath).SequenceEqual(ordered.Where(MentionsPath), ReferenceEqualityComparer.Instance) ? ordered : parts);
    }

    private static IEnumerable<object> Flat(SortedDictionary<RuleSlot, List<Rule>> kept, List<Rule> rest) =>
        kept.Where(pair => pair.Key < RuleSlot.All).SelectMany(pair => pair.Value).Concat(rest).Concat(kept.GetValueOrDefault(RuleSlot.Not) ?? []);

    private static RuleSlot SlotOf(Rule rule) => rule switch
    {
        HostRule or HostRegexRule => RuleSlot.Hosts,
        OneOf { Rules.IsEmpty: false } one when one.Rules.All(each => each is HostRule or HostRegexRule) => RuleSlot.Hosts,
        PathRule or PathPrefixRule or PathTextPrefixRule or PathTemplateRule or PathRegexRule => RuleSlot.Path,
        MethodRule => RuleSlot.Methods,
        HeaderRule => RuleSlot.Headers,
        QueryRule => RuleSlot.Query,
        ClientAddressRule => RuleSlot.ClientAddresses,
        OneOf => RuleSlot.Any,
        Not => RuleSlot.Not,
        _ => RuleSlot.All,
    };

    private static bool HoldsSeveral(RuleSlot slot) => slot is RuleSlot.Headers or RuleSlot.Query;

    private static bool MentionsPath(Rule rule) => rule switch
    {
        AllOf all => all.Rules.Any(MentionsPath),
        OneOf one => one.Rules.Any(MentionsPath),
        Not not => MentionsPath(not.Rule),
        _ => SlotOf(rule) == RuleSlot.Path,
    };
}

/// <summary>Keys of a match, in the order in which they are read.</summary>
internal enum RuleSlot
{
    /// <summary>One of these hosts.</summary>
    Hosts,

    /// <summary>The path.</summary>
    Path,

    /// <summary>One of these methods.</summary>
    Methods,

    /// <summary>All these tests of fields.</summary>
    Headers,

    /// <summary>All these tests of query keys.</summary>
    Query,

    /// <summary>One of these networks.</summary>
    ClientAddresses,

    /// <summary>One of these rules.</summary>
    Any,

    /// <summary>All these rules.</summary>
    All,

    /// <summary>Not this rule.</summary>
    Not,
}
