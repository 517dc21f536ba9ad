using System.Collections.Immutable;
using System.Globalization;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>Turns drafts into routes: one each, and more where annotations answer some requests themselves.</summary>
internal sealed class IngressRoutes(MseAssembly parts, Registries registries)
{
    private readonly IngressMirrors _mirrors = new(parts, registries);
    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);

    public void Add(IngressDraft draft)
    {
        var notes = draft.File.Notes;
        if (Action(draft) is not { } action)
        {
            return;
        }

        var path = PathRuleOf(draft, notes);
        ImmutableArray<Rule> tests = [.. draft.Tests, .. draft.Canary is null ? [] : new[] { draft.Canary }];
        ImmutableArray<Rule> whole = [.. draft.Host is null ? [] : new Rule[] { new HostRule(draft.Host) }, .. path is null ? [] : new[] { path }, .. tests];
        var rule = Tests.All(whole);
        var text = Matching.RuleText.Of(rule);
        if (!_seen.TryAdd(text, draft.At.Path))
        {
            parts.Scope.Remark(draft.At.Place, draft.At.Path, $"takes no requests: {_seen[text]} takes the same ones, and comes first");
        }

        var redirects = notes.Value("ssl-redirect", false) || notes.Value("force-ssl-redirect", false);
        var tls = IsTls(draft);
        var route = new Route
        {
            Name = parts.Routes.NameFor(draft.Name),
            Rule = rule,
            EntryPoints = redirects ? parts.Points.Secure() : tls ? parts.Points.Both() : Points.Clear,
            Action = action,
            Rewrite = action is ForwardAction or SplitAction ? IngressRewrites.Of(draft, notes, parts.Scope) : Rewrite.None,
            Timeout = notes.TryGet<long>("timeout", out var seconds) ? seconds == 0 ? Upstreams.Longest : TimeSpan.FromSeconds(seconds) : null,
            Mirrors = action is ForwardAction or SplitAction && _mirrors.Of(draft.File) is { } mirror ? [mirror] : [],
        };
        if (redirects)
        {
            Rank(draft, tests, route with
            {
                Name = parts.Routes.NameFor($"{draft.Name}-to-tls"),
                EntryPoints = Points.Clear,
                Action = new RedirectAction { Status = 308, Scheme = "https", Port = 443 },
                Rewrite = Rewrite.None,
                Timeout = null,
                Mirrors = [],
            });
        }

        if (notes.Text("app-root") is { Length: > 0 } root && draft.Path == "/")
        {
            Rank(draft, tests.Add(AnyRule.Instance), route with
            {
                Name = parts.Routes.NameFor($"{draft.Name}-root"),
                Rule = Tests.All([.. draft.Host is null ? [] : new Rule[] { new HostRule(draft.Host) }, new PathRule("/"), .. tests]),
                Action = new RedirectAction { Status = 302, Path = root },
                Rewrite = Rewrite.None,
                Mirrors = [],
            }, isExact: true);
        }

        AddGuarded(draft, tests, route, rule, notes);
    }

    // Who is not let in falls through to the route behind, which answers with 403.
    private void AddGuarded(IngressDraft draft, ImmutableArray<Rule> tests, Route route, Rule rule, MapItem notes)
    {
        var allowed = Networks(notes, "whitelist-source-range");
        var denied = Networks(notes, "blacklist-source-range");
        if (allowed.IsEmpty && denied.IsEmpty)
        {
            Rank(draft, tests, route);
            return;
        }

        Rule guard = allowed.IsEmpty ? new Not(new ClientAddressRule(denied)) : new ClientAddressRule(allowed);
        Rank(draft, tests, route with { Rule = new AllOf([.. rule is AllOf all ? all.Rules : rule is AnyRule ? [] : [rule], guard]) });
        Rank(draft, tests, route with
        {
            Name = parts.Routes.NameFor($"{draft.Name}-denied"),
            Action = new DirectAction { Status = 403 },
            Rewrite = Rewrite.None,
            Timeout = null,
            Mirrors = [],
        });
    }

    private void Rank(IngressDraft draft, ImmutableArray<Rule> tests, Route route, bool isExact = false)
    {
        var kind = draft.IsDefault ? 4
            : isExact || draft.Kind == PathKind.Exact ? 0
            : draft.Kind == PathKind.Prefix ? draft.Path == "/" ? 3 : 1
            : 2;
        var takesAll = draft.Kind == PathKind.Prefix && draft.Path == "/" && tests.IsEmpty && !isExact;
        parts.Routes.Add(route, draft.Host is null ? [] : [draft.Host], takesAll, draft.At, kind, -draft.Path.Length, draft.Canary is null ? 1 : 0, -tests.Length);
    }

    private RouteAction? Action(IngressDraft draft)
    {
        var notes = draft.File.Notes;
        foreach (var (name, usual) in new[] { ("permanent-redirect", 301), ("temporal-redirect", 302) })
        {
            if (notes.Text(name) is not { Length: > 0 } url)
            {
                continue;
            }

            var status = name == "permanent-redirect" ? (int)notes.Value<long>("permanent-redirect-code", usual) : usual;
            var at = notes.Entries[name];
            if (Uri.TryCreate(url, UriKind.Absolute, out var to) && to.Scheme is "http" or "https" && to.Query.Length == 0)
            {
                return new RedirectAction { Status = status, Scheme = to.Scheme, Host = to.IdnHost, Port = to.Port, Path = to.AbsolutePath, DropQuery = true };
            }

            parts.Scope.Reject(Codes.BadValue, at.Place, at.Path, $"\"{url}\" is not a URL to send clients to; write http or https, a host and a path, without a query");
            return null;
        }

        return Balanced(draft) is { } balanced ? WithFallback(draft, balanced) : null;
    }

    private static RouteAction? Balanced(IngressDraft draft)
    {
        var own = draft.To;
        if (own is [var only])
        {
            return new ForwardAction(only.Service);
        }

        // The Ingress' own services share what its canaries leave.
        var canaries = own.Count - (draft.File.Notes.Text("destination") is { } text ? Math.Min(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, own.Count) : 1);
        var taken = own.Skip(own.Count - canaries).Sum(to => (long)to.Weight);
        var rest = Math.Max(draft.Total - taken, 0);
        var first = own.Take(own.Count - canaries).ToList();
        var sum = Math.Max(first.Sum(to => (long)to.Weight), 1);
        var weights = first.Select(to => to with { Weight = (int)Math.Min(to.Weight * rest * 10 / sum, 1_000_000) })
            .Concat(own.Skip(first.Count).Select(to => to with { Weight = (int)Math.Min(to.Weight * 10L, 1_000_000) })).ToImmutableArray();
        if (canaries == 0)
        {
            weights = [.. own];
        }

        return new SplitAction(weights);
    }

    private RouteAction WithFallback(IngressDraft draft, RouteAction action)
    {
        var notes = draft.File.Notes;
        if (notes.Text("default-backend") is not { Length: > 0 } text)
        {
            return action;
        }

        var at = notes.Entries["default-backend"];
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (space, name) = slash < 0 ? (draft.File.Space, text) : (text[..slash], text[(slash + 1)..]);
        var backend = parts.Book.Services.First(space, name);
        if (backend is null or { Problem: not null })
        {
            parts.Scope.Approximate(at.Place, at.Path, $"{backend?.Problem ?? $"no Service \"{space}/{name}\" stands in the files"}: it answers nothing, and the routes are served");
            return action;
        }

        var statuses = (notes.Text("custom-http-errors") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(code => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 599 ? status : 0)
            .Where(status => status > 0).Select(status => new StatusRange(status, status)).ToImmutableArray();
        var fallback = parts.Book.Of(space, name, backend, Upstreams.Usual, at);
        var first = action switch
        {
            SplitAction split => parts.Book.Add($"{draft.Name}-services", called => new WeightedService { Name = called, To = split.To }, at.Path, at.Place),
            ForwardAction forward => forward.To,
            _ => default,
        };
        return new ForwardAction(parts.Book.Add($"{draft.Name}-fallback", called => new FailoverService { Name = called, Primary = first, Fallback = fallback, OnStatus = statuses }, at.Path, at.Place));
    }

    private static Rule? PathRuleOf(IngressDraft draft, MapItem notes)
    {
        var anyCase = notes.Value("ignore-path-case", false);
        return draft.Kind switch
        {
            PathKind.Exact => anyCase ? Tests.AnyCase(draft.Path, isPrefix: false) : new PathRule(draft.Path),
            PathKind.Prefix => draft.Path == "/" ? null : anyCase ? Tests.AnyCase(draft.Path, isPrefix: true) : new PathPrefixRule(draft.Path),
            _ => new PathRegexRule(IngressRewrites.Expression(draft, anyCase)),
        };
    }

    private static bool IsTls(IngressDraft draft)
    {
        foreach (var entry in draft.File.Spec.List("tls").OfType<MapItem>())
        {
            var hosts = entry.List("hosts").OfType<ValueItem>().Select(host => (string)host.Value).ToList();
            if (hosts.Count == 0 || (draft.Host is not null && hosts.Exists(host => Covers(host, draft.Host))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Covers(string pattern, string host) =>
        string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase)
        || (pattern.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase));

    private ImmutableArray<string> Networks(MapItem notes, string name)
    {
        var key = notes.Text(name) is not null ? name : $"domain-{name}";
        if (notes.Text(key) is not { } text)
        {
            return [];
        }

        var networks = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var at = notes.Entries[key];
        foreach (var wrong in networks.Where(network => !Addresses.IsNetwork(network)))
        {
            parts.Scope.Reject(ProblemCodes.BadNetwork, at.Place, at.Path, $"\"{wrong}\" is not a network: without it others would be let in, or nobody");
        }

        return [.. networks.Where(Addresses.IsNetwork).Select(network => network.Contains('/', StringComparison.Ordinal) ? network : network.Contains(':', StringComparison.Ordinal) ? $"{network}/128" : $"{network}/32")];
    }
}
