using System.Text;
using System.Text.RegularExpressions;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>An endpoint's path: the rule that it comes to, and its placeholders.</summary>
internal sealed partial class EndpointPath
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);

    private EndpointPath()
    {
    }

    /// <summary>What a path must look like.</summary>
    public Rule Rule { get; private set; } = AnyRule.Instance;

    /// <summary>The same for paths that no request tells apart.</summary>
    public string Shape { get; private set; } = "";

    /// <summary>Whether a last <c>*</c> takes the rest.</summary>
    public bool HasRest { get; private set; }

    /// <summary>Placeholders, for messages.</summary>
    public IEnumerable<string> Placeholders => _parameters.Keys;

    /// <summary>The plan's parameter for a placeholder; null where the path has none of this name.</summary>
    public string? Parameter(string placeholder) => _parameters.GetValueOrDefault(Titled(placeholder));

    /// <summary>The path, or null after saying what is wrong.</summary>
    public static EndpointPath? Parse(ValueItem item, ReadingScope scope)
    {
        var text = (string)item.Value;
        var fault = !text.StartsWith('/') ? "does not begin with a slash"
            : Reserved().IsMatch(text) ? "is a path of the gateway itself"
            : text.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && (star != text.Length - 1 || !text.EndsWith("/*", StringComparison.Ordinal)) ? "has a * that is not its last segment"
            : text.IndexOfAny(['?', '#']) >= 0 ? "holds a query, which is not matched"
            : null;
        var path = new EndpointPath();
        var template = new StringBuilder();
        foreach (var segment in fault is null ? text[1..].Split('/') : [])
        {
            template.Append('/').Append(path.Segment(segment, ref fault));
        }

        if (fault is not null)
        {
            scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{text}\" {fault}; a path as /users/{{id}}");
            return null;
        }

        path.Shape = AnyPlaceholder().Replace(template.ToString(), "{}");
        path.Rule = path._parameters.Count > 0 || path.HasRest ? new PathTemplateRule(template.ToString()) : new PathRule(text);
        return path;
    }

    private string Segment(string segment, ref string? fault)
    {
        if (segment == "*")
        {
            HasRest = true;
            return "{*rest}";
        }

        if (segment.IndexOfAny(['{', '}']) < 0)
        {
            return segment;
        }

        if (!Placeholder().IsMatch(segment))
        {
            fault ??= $"has a placeholder that is not a whole segment of letters, digits, _ and - (\"{segment}\")";
            return "";
        }

        // Of two with one name the later counts, as it does there.
        var name = segment[1..^1];
        var parameter = char.IsAsciiLetter(name[0]) || name[0] == '_' ? name : $"_{name}";
        parameter = _parameters.ContainsValue(parameter) || parameter == "rest" ? $"{parameter}-{_parameters.Count + 1}" : parameter;
        _parameters[Titled(name)] = parameter;
        return $"{{{parameter}}}";
    }

    // KrakenD writes the first letter large on both sides.
    private static string Titled(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    [GeneratedRegex(@"\A/__(debug|echo|health)(/.*)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Reserved();

    [GeneratedRegex(@"\A\{[A-Za-z0-9_-]{1,100}\}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\{[A-Za-z0-9_-]*\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex AnyPlaceholder();
}
