using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

using Halfsilver.Dialects.Mse.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>The paths of an Ingress, each with who answers.</summary>
internal sealed class IngressPaths(MseAssembly parts, Registries registries)
{
    private static readonly SearchValues<char> ExpressionSigns = SearchValues.Create("\\.+*?()|[]{}^$");

    /// <summary>The drafts of an Ingress.</summary>
    public IEnumerable<IngressDraft> Of(IngressFile file)
    {
        var rules = file.Spec.List("rules").OfType<MapItem>().ToList();
        var paths = rules.SelectMany(rule => (rule.Map("http")?.List("paths") ?? []).OfType<MapItem>().Select(path => (Host: rule.Text("host"), Path: path))).ToList();
        var usual = file.Spec.Map("defaultBackend") ?? file.Spec.Map("backend");
        var name = $"{file.Space}-{file.Object.Name}";
        var tests = TestsOf(file.Notes).ToImmutableArray();
        var asked = IngressServices.Asked(file.Notes);
        for (var i = 0; i < paths.Count; i++)
        {
            var (host, path) = paths[i];
            var backend = path.Map("backend");
            if (backend is null || To(file, backend, asked) is not { } to)
            {
                continue;
            }

            yield return new IngressDraft
            {
                File = file,
                Name = paths.Count == 1 && usual is null ? name : $"{name}-{i}",
                Host = host is null or "" or "*" ? null : host,
                Path = path.Text("path") is { Length: > 0 } text ? text : "/",
                Kind = KindOf(file.Notes, path),
                At = path,
                To = to,
                Tests = tests,
            };
        }

        if (usual is not null && To(file, usual, asked) is { } last)
        {
            yield return new IngressDraft { File = file, Name = paths.Count == 0 ? name : $"{name}-default", Host = null, Path = "/", Kind = PathKind.Prefix, At = usual, To = last, IsDefault = true, Tests = tests };
        }
    }

    private static PathKind KindOf(MapItem notes, MapItem path)
    {
        var text = path.Text("path") ?? "/";
        var target = notes.Text("rewrite-path") is null ? notes.Text("rewrite-target") ?? "" : "";
        if (notes.Value("full-path-regex", false))
        {
            return PathKind.Regex;
        }

        if (notes.Value("use-regex", false) || target.AsSpan().ContainsAny("$\\") || (target.Length > 0 && text.AsSpan().ContainsAny(ExpressionSigns)))
        {
            return PathKind.RegexPrefix;
        }

        return path.Text("pathType") == "Exact" ? PathKind.Exact : PathKind.Prefix;
    }

    private List<WeightedRef>? To(IngressFile file, MapItem backend, EndpointsService asked)
    {
        if (file.Notes.Text("destination") is { } destination)
        {
            var at = file.Notes.Entries["destination"];
            return Destinations(destination, at, asked);
        }

        var service = backend.Map("service");
        var name = service?.Text("name") ?? backend.Text("serviceName");
        if (name is null)
        {
            parts.Scope.Reject(Codes.MissingKey, backend.Place, backend.Path, backend.Map("resource") is { } resource
                ? $"the {resource.Text("kind")} needs the annotation higress.io/destination beside it"
                : "names no Service");
            return null;
        }

        var port = service?.Map("port");
        var wanted = port?.Text("name") ?? (port is not null && port.TryGet<long>("number", out var number) ? number.ToString(CultureInfo.InvariantCulture) : backend.Text("servicePort"));
        var found = parts.Book.Services.Find(file.Space, name, wanted);
        if (found.Problem is { } problem)
        {
            parts.Scope.Approximate(backend.Place, backend.Path, $"{problem}: its requests are answered with 503");
            return [new WeightedRef(parts.Book.Of($"{file.Space}-{name}-{wanted ?? "none"}", [], asked, backend), 100)];
        }

        var speaking = file.Notes.Text("backend-protocol") is null ? asked.SpeakingAt(found) : asked;
        return [new WeightedRef(parts.Book.Of(file.Space, name, found, speaking, backend), 100)];
    }

    // [80%] host[:port] [version], one on a line.
    private List<WeightedRef>? Destinations(string text, Item at, EndpointsService asked)
    {
        var to = new List<WeightedRef>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var weight = 100;
            var first = words[0].EndsWith('%') ? 1 : 0;
            if ((first == 1 && (!int.TryParse(words[0].AsSpan(0, words[0].Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out weight) || weight > 1_000_000))
                || words.Length <= first || MseKinds.HostAndPort(words[first]).Value is not (string host, var port))
            {
                parts.Scope.Reject(Codes.BadValue, at.Place, at.Path, $"\"{line}\" is not a destination; write 80% host:port");
                return null;
            }

            if (words.Length > first + 1)
            {
                parts.Scope.Approximate(at.Place, at.Path, $"versions are not told apart: every address of {host} answers, not only {words[first + 1]}");
            }

            if (registries.Find(host, port as int?, asked, at) is { } service)
            {
                to.Add(new WeightedRef(service, weight));
            }
        }

        if (to.Sum(each => (long)each.Weight) is var sum && sum != 100 && to.Count > 0)
        {
            parts.Scope.Approximate(at.Place, at.Path, $"the weights come to {sum} rather than 100: they are shares of that");
        }

        return to.Count > 0 ? to : null;
    }

    private static IEnumerable<Rule> TestsOf(MapItem notes)
    {
        var methods = (notes.Text("match-method") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(method => method.ToUpperInvariant())
            .Where(method => method is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "CONNECT" or "OPTIONS" or "TRACE" or "PATCH").Distinct(StringComparer.Ordinal).ToImmutableArray();
        if (!methods.IsEmpty)
        {
            yield return new MethodRule(methods);
        }

        foreach (var family in AnnotationKeys.Families)
        {
            var kind = family[..family.IndexOf('-', StringComparison.Ordinal)] switch { "exact" => "EQUAL", "prefix" => "PRE", _ => "ERGULAR" };
            foreach (var (name, item) in notes.Map(family)?.Entries ?? ImmutableDictionary<string, Item>.Empty)
            {
                var test = Tests.Of(kind, (string)((ValueItem)item).Value);
                yield return family.EndsWith("query", StringComparison.Ordinal) ? new QueryRule(name, test) : new HeaderRule(name, test);
            }
        }
    }
}
