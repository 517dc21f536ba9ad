using System.Text;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Binds what destinations see otherwise: path and Host.</summary>
internal sealed class RewriteBinder(ReadingScope scope)
{
    public Rewrite Bind(MapItem? group, MatchedPath path)
    {
        if (group is null)
        {
            return Rewrite.None;
        }

        var rewrite = Rewrite.None;
        if (group.Text("path") is { Length: > 0 } to)
        {
            rewrite = Replaced(group, to, path);
            if (group.Map("pathRegex")?.Text("pattern") is { Length: > 0 })
            {
                var item = group.Entries["pathRegex"];
                scope.Ignore(item.Place, item.Path, "path stands beside it, and that one counts");
            }
        }
        else if (group.Map("pathRegex") is { } regex && regex.Text("pattern") is { Length: > 0 } pattern)
        {
            var at = regex.Entries["pattern"];
            if (Kinds.PlanFault(problems => LinearRegex.Check(pattern, "", problems)) is { } fault)
            {
                scope.Reject(Codes.BadValue, at.Place, at.Path, $"{fault}; paths would go on unchanged");
            }
            else
            {
                rewrite = rewrite with { ReplaceRegex = new RegexReplacement(pattern, Substitution(regex.Text("substitution") ?? "")) };
            }
        }

        if (group.Text("host") is { Length: > 0 } host)
        {
            return rewrite with { Host = new HostRewrite(HostKind.Literal, host) };
        }

        return group.Value("autoHost", false) ? rewrite with { Host = HostRewrite.Service } : rewrite;
    }

    private Rewrite Replaced(MapItem group, string to, MatchedPath path)
    {
        if (!to.StartsWith('/') || to.Any(c => c is <= ' ' or >= (char)0x7F or '?' or '#'))
        {
            var item = group.Entries["path"];
            scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{FieldSyntax.Shown(to)}\" is no path; begins with /, without space, ? and #");
            return Rewrite.None;
        }

        if (path.Exact is not null)
        {
            return new Rewrite { ReplacePath = to };
        }

        if (path.Prefix == "/")
        {
            return to == "/" ? Rewrite.None : new Rewrite { AddPrefix = to.TrimEnd('/') };
        }

        // What is left keeps exactly one slash between itself and what stands in the prefix's place.
        var pattern = path.Regex ?? $"^{MatchBinder.Escaped(path.Prefix!)}";
        var put = to.Replace("$", "$$", StringComparison.Ordinal);
        var closed = path.Prefix?.EndsWith('/') ?? false;
        return new Rewrite
        {
            ReplaceRegex = to.EndsWith('/') && !closed ? new RegexReplacement($"{pattern}/?", put)
                : closed && !to.EndsWith('/') ? new RegexReplacement(pattern, $"{put}/")
                : new RegexReplacement(pattern, put),
        };
    }

    // \1 is what files write; the plan writes ${1}.
    private static string Substitution(string text)
    {
        var put = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
                put.Append(char.IsAsciiDigit(text[i]) ? $"${{{text[i]}}}" : $"{text[i]}");
            }
            else if (text[i] == '$' && !(i + 1 < text.Length && (char.IsAsciiLetterOrDigit(text[i + 1]) || text[i + 1] is '{' or '$' or '_')))
            {
                put.Append("$$");
            }
            else
            {
                put.Append(text[i]);
                if (text[i] == '$' && text[i + 1] == '$')
                {
                    put.Append(text[++i]);
                }
            }
        }

        return put.ToString();
    }
}
