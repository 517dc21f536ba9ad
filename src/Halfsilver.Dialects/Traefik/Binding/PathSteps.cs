using System.Text;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>
/// Changes of a path, one after another, as the plan can say them: something taken off, then something replaced, then something put
/// before. Traefik's may come in any order; what cannot be said is refused.
/// </summary>
internal sealed class PathSteps
{
    private string[]? _strip;
    private RegexReplacement? _regex;
    private string? _whole;
    private string _add = "";

    /// <summary>Whether anything changes.</summary>
    public bool Any => _strip is not null || _regex is not null || _whole is not null || _add.Length > 0;

    /// <summary>Whether the prefix is taken off at a segment's end alone, where Traefik takes it off anywhere.</summary>
    public bool AtSegments => _strip is { Length: 1 } && _regex is not null;

    public void Add(string prefix)
    {
        var rooted = Rooted(prefix);
        if (_whole is not null)
        {
            _whole = rooted + _whole;
        }
        else
        {
            _add = rooted + _add;
        }
    }

    public void Replace(string path)
    {
        (_strip, _regex, _add) = (null, null, "");
        _whole = path;
    }

    /// <summary>Takes off the first prefix that fits; false where it cannot be said.</summary>
    public bool Strip(string[] prefixes)
    {
        if (_whole is not null)
        {
            _whole = Without(_whole, prefixes);
            return true;
        }

        if (_add.Length > 0)
        {
            // A longer prefix would reach into what the client sent.
            if (Array.Exists(prefixes, prefix => prefix.Length > _add.Length && prefix.StartsWith(_add, StringComparison.Ordinal)))
            {
                return false;
            }

            var left = Without(_add, prefixes);
            _add = left == "/" ? "" : left;
            return true;
        }

        if (_strip is not null && _regex is null && _strip.Length == 1)
        {
            _regex = Expression(prefixes.Select(Escaped));
            return true;
        }

        if (_strip is not null || _regex is not null)
        {
            return false;
        }

        _strip = prefixes;
        return true;
    }

    /// <summary>Replaces every match; false where it cannot be said.</summary>
    public bool ReplaceRegex(string pattern, string replacement)
    {
        if (_whole is not null || _regex is not null || _add.Length > 0 || _strip is { Length: > 1 })
        {
            return false;
        }

        _regex = new RegexReplacement(pattern, replacement);
        return true;
    }

    /// <summary>Takes off what an expression matches at the begin; false where it cannot be said.</summary>
    public bool StripRegex(IEnumerable<string> patterns)
    {
        var expression = Expression(patterns.Select(pattern => pattern.StartsWith('^') ? pattern[1..] : pattern));
        return ReplaceRegex(expression.Pattern, expression.Replacement);
    }

    /// <summary>The rewrite that the steps come to.</summary>
    public Rewrite Result() => _whole is not null
        ? new Rewrite { ReplacePath = _whole }
        : new Rewrite
        {
            StripPrefix = AtSegments ? Rooted(_strip![0]) : null,
            ReplaceRegex = _regex ?? (_strip is null ? null : Expression(_strip.Select(Escaped))),
            AddPrefix = _add.Length > 0 ? _add : null,
        };

    // What is left begins with a slash, whether or not the prefix took it along.
    private static RegexReplacement Expression(IEnumerable<string> patterns) => new($"^(?:{string.Join('|', patterns)})/?", "/");

    private static string Without(string path, string[] prefixes) =>
        Array.Find(prefixes, prefix => path.StartsWith(prefix, StringComparison.Ordinal)) is { } found ? Rooted(path[found.Length..]) : path;

    private static string Rooted(string path) => path.StartsWith('/') ? path : $"/{path}";

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            escaped.Append(char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' || c > '~' ? "" : "\\").Append(c);
        }

        return escaped.ToString();
    }
}
