using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Matching;

/// <summary>Compiles the changes of a path that need expressions or the route's own template.</summary>
internal static class PathChanges
{
    /// <summary>The change that a rewrite asks for, or null where it asks for none or for one that is wrong, after saying why.</summary>
    /// <param name="rewrite">The rewrite.</param>
    /// <param name="rule">The route's rule, whose template has the parameters; null where no route is known: only the form is checked.</param>
    /// <param name="path">Where the rewrite stands in the plan.</param>
    /// <param name="problems">Told what is wrong.</param>
    /// <param name="expressions">Those of the whole plan; null where the rewrite stands alone.</param>
    public static PathChange? Compile(Rewrite rewrite, Rule? rule, string path, ICollection<Problem> problems, Expressions? expressions = null) =>
        rewrite.ReplaceRegex is { } regex ? Regex(regex, $"{path}.replaceRegex", problems, expressions ?? Expressions.ForRequests())
        : rewrite.Template is { } template ? Template(template, rule, $"{path}.template", problems)
        : rewrite.Target is { } target && TargetTemplate.Compile(target, rule, $"{path}.target", problems) is { } whole ? new TargetChange(whole)
        : null;

    private static RegexChange? Regex(RegexReplacement replacement, string path, ICollection<Problem> problems, Expressions expressions)
    {
        if (expressions.Of(replacement.Pattern, $"{path}.pattern", problems) is not { } regex)
        {
            return null;
        }

        return RegexChange.Create(regex, replacement.Replacement, $"{path}.replacement", problems);
    }

    private static TemplateChange? Template(string text, Rule? rule, string path, ICollection<Problem> problems)
    {
        var template = PathTemplate.Parse(text, path, problems);
        if (template is null || rule is null)
        {
            return null;
        }

        // Templates that cannot be read have been reported with their rule.
        var sources = Of(rule).Select(source => PathTemplate.Parse(source.Template, "", [], source.AnyCase)).OfType<PathTemplate>().ToArray();
        if (sources.Length == 0)
        {
            problems.Report(ProblemCodes.BadReplacement, path, $"the route has no template to take parameters from ({text}); a route whose path is a template");
            return null;
        }

        var missing = template.Names.OfType<string>().Where(name => !sources.All(source => source.Names.Contains(name, StringComparer.Ordinal)))
            .Concat(template.Rest is { } rest && !sources.All(source => source.Rest == rest) ? [$"*{rest}"] : []).ToArray();
        if (missing.Length > 0)
        {
            var known = sources[0].Names.OfType<string>().Concat(sources[0].Rest is { } last ? [$"*{last}"] : []).Select(name => $"{{{name}}}");
            problems.Report(
                ProblemCodes.BadReplacement, path, $"the route's template has no parameter {{{missing[0]}}} ({text}); one of {string.Join(", ", known)}");
            return null;
        }

        return new TemplateChange(template, sources);
    }

    private static IEnumerable<PathTemplateRule> Of(Rule rule) => rule switch
    {
        PathTemplateRule template => [template],
        AllOf all => all.Rules.IsDefault ? [] : all.Rules.SelectMany(Of),
        OneOf one => one.Rules.IsDefault ? [] : one.Rules.SelectMany(Of),
        _ => [],
    };
}
