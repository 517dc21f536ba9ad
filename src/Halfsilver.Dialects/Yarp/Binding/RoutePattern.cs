using System.Collections.Immutable;
using System.Text;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>A path's form as ASP.NET Core's routes have it.</summary>
internal sealed class RoutePattern
{
    private readonly List<PatternSegment> _segments;

    private RoutePattern(List<PatternSegment> segments) => _segments = segments;

    /// <summary>One digit a segment, the more specific the lower: text, parameter with a constraint, parameter, the rest.</summary>
    public string Precedence => string.Concat(_segments.Select(segment => segment.Digit));

    /// <summary>The form; null where it is none, with the reason.</summary>
    public static RoutePattern? Parse(string text, out string wrong)
    {
        wrong = "";
        var segments = new List<PatternSegment>();
        var trimmed = text.StartsWith("~/", StringComparison.Ordinal) ? text[2..] : text.TrimStart('/');
        var parts = Parts(trimmed.TrimEnd('/'));
        for (var i = 0; i < parts.Count; i++)
        {
            if (PatternSegment.Parse(parts[i], out wrong) is not { } segment)
            {
                return null;
            }

            if (i < parts.Count - 1 && segment.IsRest)
            {
                wrong = $"\"{parts[i]}\" is not the last segment";
                return null;
            }

            segments.Add(segment);
        }

        return new RoutePattern(segments);
    }

    /// <summary>The rule; a form with optional segments is one of several.</summary>
    public Rule Rule()
    {
        var most = _segments.Count;
        var least = most;
        while (least > 0 && _segments[least - 1].IsOptional)
        {
            least--;
        }

        ImmutableArray<Rule> rules = [.. Enumerable.Range(least, most - least + 1).Select(count => Of(_segments.Take(count).ToList())).Reverse()];
        return rules.Length == 1 ? rules[0] : new OneOf(rules);
    }

    // Slashes inside braces belong to a constraint.
    private static List<string> Parts(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var depth = 0;
        foreach (var c in text)
        {
            depth += c == '{' ? 1 : c == '}' && depth > 0 ? -1 : 0;
            if (c == '/' && depth == 0)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(c);
            }
        }

        if (part.Length > 0 || parts.Count > 0)
        {
            parts.Add(part.ToString());
        }

        return parts;
    }

    private static Rule Of(List<PatternSegment> segments)
    {
        if (segments.Exists(segment => segment.IsMixed))
        {
            return new PathRegexRule($"(?i)^{string.Concat(segments.Select(segment => segment.IsRest ? "(?:/.*)?" : $"/{segment.Regex()}"))}/?$");
        }

        var template = segments.Count == 0 ? "/" : string.Concat(segments.Select(segment => $"/{segment.Template}"));
        var rules = ImmutableArray.CreateBuilder<Rule>();
        rules.Add(new PathTemplateRule(template) { AnyCase = true });
        for (var i = 0; i < segments.Count; i++)
        {
            foreach (var constraint in segments[i].Constraints)
            {
                rules.Add(new PathRegexRule($"(?i)^{string.Concat(Enumerable.Repeat("/[^/]*", i))}/(?:{constraint})(?:/|$)"));
            }
        }

        return rules.Count == 1 ? rules[0] : new AllOf(rules.ToImmutable());
    }
}
