using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>Rewrites: prefixes, fields, Host.</summary>
internal static class RewriteCheck
{
    public static void Check(Rewrite rewrite, string place, ICollection<Problem> problems)
    {
        Prefix(rewrite.StripPrefix, $"{place}.stripPrefix", problems);
        Prefix(rewrite.AddPrefix, $"{place}.addPrefix", problems);
        Prefix(rewrite.ReplacePrefix?.From, $"{place}.replacePrefix.from", problems);
        Prefix(rewrite.ReplacePrefix?.To, $"{place}.replacePrefix.to", problems);
        Prefix(rewrite.ReplacePath, $"{place}.replacePath", problems);
        if (new object?[] { rewrite.ReplaceRegex, rewrite.ReplacePath, rewrite.Template, rewrite.Target }.Count(change => change is not null) > 1)
        {
            problems.Report(ProblemCodes.BadPath, $"{place}.replacePath", "the whole path is replaced twice; one of replaceRegex, replacePath, template and target");
        }

        if (rewrite.Query is { } query)
        {
            Query(query, $"{place}.query", problems);
        }

        Fields(rewrite.SetFields, $"{place}.headers.set", problems);
        Fields(rewrite.AddFields, $"{place}.headers.add", problems);
        foreach (var name in rewrite.PassFields ?? [])
        {
            Add(FieldSyntax.CheckName(name, $"{place}.headers.pass[{FieldSyntax.Shown(name)}]"), problems);
        }

        foreach (var name in rewrite.RemoveFields)
        {
            Add(FieldSyntax.CheckName(name, $"{place}.headers.remove[{FieldSyntax.Shown(name)}]"), problems);
        }

        if (rewrite.Host is { } host)
        {
            Host(host, $"{place}.headers.host", problems);
        }
    }

    public static void Fields(ImmutableArray<Field> fields, string place, ICollection<Problem> problems)
    {
        foreach (var field in fields)
        {
            var here = $"{place}[{FieldSyntax.Shown(field.Name)}]";
            Add(FieldSyntax.CheckName(field.Name, here), problems);
            Add(FieldSyntax.CheckValue(field.Value, here), problems);
        }
    }

    public static void Host(HostRewrite host, string place, ICollection<Problem> problems)
    {
        if (host.Kind != HostKind.Literal)
        {
            return;
        }

        var literal = host.Literal ?? "";
        var bare = literal is ['[', .., ']'] ? literal[1..^1] : literal;
        if (!HostPort.IsHostPort(literal) && !(HostPort.IsHost(bare) && bare.Contains(':', StringComparison.Ordinal) == (bare.Length != literal.Length)))
        {
            problems.Report(ProblemCodes.BadHost, place, $"not a host ({FieldSyntax.Shown(literal)}); host or host:port, IPv6 in brackets");
        }
    }

    /// <summary>A whole path or a prefix that is written into a request line.</summary>
    public static void Prefix(string? prefix, string place, ICollection<Problem> problems)
    {
        if (prefix is not null && (!prefix.StartsWith('/') || prefix.Any(c => c is <= ' ' or >= (char)0x7F or '?' or '#')))
        {
            problems.Report(
                ProblemCodes.BadPath,
                place,
                $"not a path ({FieldSyntax.Shown(prefix)}); begins with /, visible ASCII without ? and #");
        }
    }

    private static void Query(QueryChanges query, string place, ICollection<Problem> problems)
    {
        if (query.Set.Concat(query.Add).Any(parameter => parameter.Name.Length == 0) || query.Remove.Concat(query.Pass ?? []).Contains("", StringComparer.Ordinal))
        {
            problems.Report(ProblemCodes.BadTest, place, "key is empty (\"\"); the name of a query key");
        }

        if (query.Set.Length < 2)
        {
            return;
        }

        foreach (var twice in query.Set.GroupBy(parameter => parameter.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Report(ProblemCodes.DuplicateName, $"{place}.set[{twice.Key}]", $"name is used twice (\"{twice.Key}\"); each name once");
        }
    }

    private static void Add(Problem? problem, ICollection<Problem> problems)
    {
        if (problem is not null)
        {
            problems.Add(problem);
        }
    }
}
