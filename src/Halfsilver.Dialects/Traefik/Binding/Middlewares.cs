using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Traefik.Keys;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>The middlewares of the files, and what chains of them come to.</summary>
internal sealed class Middlewares(ReadingScope scope)
{
    private const int MostDepth = 32;

    // Chains of chains multiply.
    private const int MostSteps = 1_000;

    private readonly Catalogue<MapItem> _named = new("middleware", scope);
    private readonly HashSet<(string Path, string Message)> _told = [];
    private int _steps;

    /// <summary>Makes a middleware known.</summary>
    public void Add(string provider, string name, MapItem group) => _named.Add(provider, name, group, group);

    /// <summary>Says which middlewares nothing leads to.</summary>
    public void SayUnused() => _named.SayUnused();

    /// <summary>What a chain comes to, or null after saying why it cannot be done.</summary>
    /// <param name="chain">The middlewares, in their order.</param>
    /// <param name="rule">The router's rule.</param>
    /// <param name="tls">Whether the requests come over TLS.</param>
    public Treatment? Of(IEnumerable<Reference> chain, Rule rule, bool tls)
    {
        var treatment = new Treatment();
        _steps = 0;
        return Walk(chain, treatment, rule, tls, 0) ? treatment : null;
    }

    /// <summary>Whether a chain does something else over TLS than in clear text.</summary>
    public bool LookAtScheme(IEnumerable<Reference> chain) => LookAtScheme(chain, []);

    private bool LookAtScheme(IEnumerable<Reference> chain, HashSet<string> seen) => chain.Any(reference =>
        seen.Count < MostSteps && seen.Add(reference.Whole) && _named.TryFind(reference, out var group, out _)
        && (group.Entries.ContainsKey("redirectScheme") || group.Entries.ContainsKey("redirectRegex")
            || (group.Map("chain") is { } several && LookAtScheme(Chain(several, reference.Provider, group), seen))));

    private bool Walk(IEnumerable<Reference> chain, Treatment treatment, Rule rule, bool tls, int depth)
    {
        foreach (var reference in chain)
        {
            if (!_named.TryFind(reference, out var group, out _))
            {
                var (message, suggestion) = _named.Missing(reference);
                if (_told.Add((reference.Path, message)))
                {
                    scope.Reject(Codes.UnknownPart, reference.Place, reference.Path, message, suggestion);
                }

                return false;
            }

            if (depth == MostDepth || ++_steps > MostSteps)
            {
                return Refuse(reference, "too many middlewares lie behind one another; does a chain lead back to itself?");
            }

            // What stands behind a redirect is never reached.
            if (treatment.Redirect is null && !Apply(reference, group, treatment, rule, tls, depth))
            {
                return false;
            }
        }

        return true;
    }

    private bool Apply(Reference reference, MapItem group, Treatment treatment, Rule rule, bool tls, int depth)
    {
        if (MiddlewareKeys.Guards.FirstOrDefault(group.Entries.ContainsKey) is { } guard)
        {
            return Refuse(reference, guard == "plugin"
                ? $"\"{reference.Name}\" is a plugin: what it does is not known here, and it might be what keeps others out"
                : $"\"{reference.Name}\" asks who may come in ({guard}), which is not done here: without it the route would be open");
        }

        if (group.Map("chain") is { } several)
        {
            return Walk(Chain(several, reference.Provider, group), treatment, rule, tls, depth + 1);
        }

        if (group.Map("headers") is { } headers)
        {
            return Headers(reference, headers, treatment);
        }

        if ((group.Map("ipAllowList") ?? group.Map("ipWhiteList")) is { } allowed)
        {
            return Allow(reference, allowed, treatment);
        }

        if (group.Map("redirectScheme") is { } scheme)
        {
            var to = scheme.Text("scheme") ?? "https";
            treatment.Redirect = to == (tls ? "https" : "http") ? treatment.Redirect : new RedirectAction
            {
                Status = scheme.Value("permanent", false) ? 308 : 307,
                Scheme = to,
                Port = (int)scheme.Value<long>("port", to == "https" ? 443 : 80),
            };
            return true;
        }

        if (group.Map("redirectRegex") is { } regex)
        {
            return Redirect(reference, regex, treatment, tls);
        }

        if (group.Map("buffering") is { } buffering && buffering.Value<long>("maxRequestBodyBytes", 0) is > 0 and var most)
        {
            treatment.MaxBodyBytes = Math.Min(most, treatment.MaxBodyBytes ?? long.MaxValue);
            return true;
        }

        return Paths(reference, group, treatment, rule);
    }

    private bool Paths(Reference reference, MapItem group, Treatment treatment, Rule rule)
    {
        var path = treatment.Path;
        var before = path.AtSegments;
        var can = true;
        if (group.Map("addPrefix")?.Text("prefix") is { Length: > 0 } prefix)
        {
            path.Add(prefix);
        }
        else if (group.Map("stripPrefix") is { } strip)
        {
            var prefixes = strip.List("prefixes").Select(item => ((string)((ValueItem)item).Value).Trim()).Where(text => text.Length > 0).ToArray();
            var first = !path.Any;
            can = prefixes.Length == 0 || path.Strip(prefixes);
            if (can && prefixes is [var only] && first && RuleImplies.Prefix(rule, only))
            {
                treatment.Add("X-Forwarded-Prefix", only.TrimEnd('/') is { Length: > 0 } told ? told : only);
            }
            else if (can && prefixes.Length > 0)
            {
                Tell(reference, $"\"{reference.Name}\" sends no X-Forwarded-Prefix here: the router's rule does not say which prefix a request has");
            }
        }
        else if (group.Map("stripPrefixRegex") is { } expressions)
        {
            can = path.StripRegex(expressions.List("regex").Select(item => (string)((ValueItem)item).Value));
            Tell(reference, $"\"{reference.Name}\" sends no X-Forwarded-Prefix here");
        }
        else if (group.Map("replacePath")?.Text("path") is { } whole)
        {
            path.Replace(whole);
            Tell(reference, $"\"{reference.Name}\" sends no X-Replaced-Path here");
        }
        else if (group.Map("replacePathRegex") is { } replace && replace.Text("regex") is { } pattern && replace.Text("replacement") is { } replacement)
        {
            can = path.ReplaceRegex(pattern, replacement);
            Tell(reference, $"\"{reference.Name}\" sends no X-Replaced-Path here");
        }

        if (path.AtSegments && !before)
        {
            Tell(reference, "before another change of the path a prefix is taken off only where it ends with a segment");
        }

        return can || Refuse(reference, $"\"{reference.Name}\" changes the path after other middlewares in a way that cannot be said here");
    }

    private bool Headers(Reference reference, MapItem headers, Treatment treatment)
    {
        if (headers.List("allowedHosts").Count > 0)
        {
            return Refuse(reference, $"\"{reference.Name}\" lets only some hosts in (allowedHosts), which is not done here; write the hosts into the rule");
        }

        foreach (var (name, item) in headers.Map("customRequestHeaders")?.Entries ?? ImmutableDictionary<string, Item>.Empty)
        {
            var value = (string)((ValueItem)item).Value;
            if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                treatment.Set(name, value.Trim(' ', '\t'));
            }
            else if (value.Length > 0)
            {
                treatment.Host = value;
            }
        }

        return true;
    }

    private bool Allow(Reference reference, MapItem allowed, Treatment treatment)
    {
        if (allowed.Entries.ContainsKey("ipStrategy"))
        {
            return Refuse(reference, $"\"{reference.Name}\" looks for the client behind proxies (ipStrategy), which is not done here; name the proxies in forwardedHeaders.trustedIPs and leave ipStrategy out");
        }

        treatment.Allowed.Add([.. allowed.List("sourceRange").Select(item => (string)((ValueItem)item).Value)]);
        treatment.DeniedStatus = (int)allowed.Value<long>("rejectStatusCode", treatment.DeniedStatus);
        return true;
    }

    private bool Redirect(Reference reference, MapItem group, Treatment treatment, bool tls)
    {
        var permanent = group.Value("permanent", false);
        if (treatment.HostRedirect is not null || RedirectForms.Read(group.Text("regex") ?? "", group.Text("replacement") ?? "", permanent) is not { } redirect)
        {
            return Refuse(reference, $"\"{reference.Name}\" redirects in a way that cannot be said here; a redirect of a whole host can, as ^https?://www\\.example\\.com/(.*) to https://example.com/${{1}}");
        }

        treatment.HostRedirect = redirect.Scheme is { } from && from != (tls ? "https" : "http") ? null : redirect;
        return true;
    }

    private static IEnumerable<Reference> Chain(MapItem chain, string provider, MapItem owner) => chain.List("middlewares").Select(item => item switch
    {
        MapItem named => ResourceNames.Middleware(named, ResourceNames.SpaceOf(owner)),
        _ => Reference.Of((ValueItem)item, provider),
    }).OfType<Reference>();

    // One router may come by several entry points, and one chain by several routers.
    private void Tell(Reference reference, string how)
    {
        if (_told.Add((reference.Path, how)))
        {
            scope.Approximate(reference.Place, reference.Path, how);
        }
    }

    private bool Refuse(Reference reference, string message)
    {
        if (_told.Add((reference.Path, message)))
        {
            scope.Reject(Codes.BadValue, reference.Place, reference.Path, message);
        }

        return false;
    }
}
