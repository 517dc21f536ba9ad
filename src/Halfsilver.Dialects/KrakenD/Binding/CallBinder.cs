using System.Collections.Immutable;

using Halfsilver.Dialects.KrakenD.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>Binds the backends that answer.</summary>
internal sealed class CallBinder(Frame frame, EndpointFacts facts)
{
    private const int MostAtOnce = 16;

    private static readonly ImmutableArray<string> Shaping = ["target", "allow", "deny", "mapping", "group", "is_collection", "encoding"];

    private readonly NameBook _names = new();

    public ImmutableArray<FanOutCall> Bind(List<MapItem> backends, FanOutService service)
    {
        SayCalls();
        var calls = ImmutableArray.CreateBuilder<FanOutCall>(backends.Count);
        var earlier = new List<string>();
        foreach (var backend in backends)
        {
            var faults = new Faults(frame.Scope, isShadow: false);
            Flag(backend);
            if (frame.Hosts.Find(backend, faults) is not var (host, prefix))
            {
                continue;
            }

            var name = _names.For(backend.Text("group") is { Length: > 0 } group ? group : host.Service);
            var target = new CallTarget(facts.Path, facts.Sequential ? earlier : []).Of(backend, prefix, faults);
            var place = $"services[{service.Name}].fanOut.calls[{name}]";
            frame.Places.Remember(place, backend);
            frame.Places.Remember($"{place}.path", backend.Entries.GetValueOrDefault("url_pattern"));
            earlier.Add(name);
            if (target is not null)
            {
                calls.Add(Shaped(Call(backend, name, host, target), backend));
            }
        }

        return calls.ToImmutable();
    }

    private FanOutCall Call(MapItem backend, string name, ServiceRef host, string target)
    {
        var method = backend.Text("method") is { Length: > 0 } own ? own.Trim().ToUpperInvariant() : facts.Method;
        var fields = LetThrough.Fields(facts.Endpoint, backend);
        return new FanOutCall
        {
            Name = name,
            Service = host,
            Method = method == facts.Method ? null : method,
            Path = target,
            Query = LetThrough.Query(facts.Endpoint, backend),
            Fields = fields,
            SetFields = LetThrough.OwnFields(fields),
            Redirects = 10,
        };
    }

    private FanOutCall Shaped(FanOutCall call, MapItem backend)
    {
        if (facts.Passes)
        {
            foreach (var key in Shaping.Where(backend.Entries.ContainsKey).Where(key => backend.Text(key) is not "no-op"))
            {
                var item = backend.Entries[key];
                frame.Scope.Remark(item.Place, item.Path, "changes nothing: with no-op an answer goes to the client as it comes");
            }

            return call;
        }

        var flat = BackendKeys.Proxy(backend)?.Entries.ContainsKey("flatmap_filter") ?? false;
        var allow = Ways(backend, "allow");
        var deny = Ways(backend, "deny");
        if (!allow.IsEmpty && !deny.IsEmpty && !flat)
        {
            var item = backend.Entries["deny"];
            frame.Scope.Remark(item.Place, item.Path, "means nothing beside allow, as in KrakenD");
        }

        return call with
        {
            Race = Math.Clamp(facts.Calls, 1, MostAtOnce),
            Statuses = [200, 201],
            Encoding = Encoding(backend),
            Target = Ways(backend, "target") is [var target, ..] ? target : null,
            Allow = flat ? [] : allow,
            Deny = flat || !allow.IsEmpty ? [] : deny,
            Rename = flat ? ImmutableDictionary<string, string>.Empty : Rename(backend),
            Group = backend.Text("group") is { Length: > 0 } group ? group : null,
        };
    }

    private FanOutEncoding Encoding(MapItem backend)
    {
        var written = backend.Text("encoding") ?? "json";
        var isCollection = backend.Value("is_collection", false);
        switch (written.ToLowerInvariant())
        {
            case "string":
                return FanOutEncoding.Text;
            case "safejson":
                return FanOutEncoding.Json;
            case "no-op" or "xml" or "rss" or "yaml":
                var item = backend.Entries["encoding"];
                var why = written == "no-op" ? "is for endpoints whose output_encoding is no-op too; nothing would be read" : "is not read here; json, fast-json, safejson, string, or no-op for the endpoint too";
                frame.Scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{written}\" {why}");
                return FanOutEncoding.Json;
            default:
                return isCollection ? FanOutEncoding.Collection : FanOutEncoding.Object;
        }
    }

    private ImmutableDictionary<string, string> Rename(MapItem backend)
    {
        var renamed = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (from, to) in backend.Map("mapping")?.Entries.Select(entry => (entry.Key, (ValueItem)entry.Value)) ?? [])
        {
            // Only members at the top are renamed there, and a new name ends at its first dot.
            var name = ((string)to.Value).Split('.')[0];
            if (from.Length == 0 || name.Length == 0 || from.Contains('.', StringComparison.Ordinal))
            {
                frame.Scope.Approximate(to.Place, to.Path, "members are renamed by names without dots; this one keeps its name");
            }
            else
            {
                renamed[from] = name;
            }
        }

        return renamed.ToImmutable();
    }

    // What leads to no member keeps, or leaves out, nothing.
    private static ImmutableArray<string> Ways(MapItem backend, string key) =>
        [.. Texts.Written(backend, key).Where(way => way.Split('.').All(part => part.Length > 0))];

    private void Flag(MapItem backend)
    {
        if (BackendKeys.Proxy(backend)?.Entries.GetValueOrDefault("shadow") is ValueItem { Value: Yaml.ScalarNode { Text: "true" } } flag)
        {
            frame.Scope.Remark(flag.Place, flag.Path, "is a text, and only the boolean true makes a shadow: this backend answers, as in KrakenD");
        }
    }

    private void SayCalls()
    {
        if (facts.Calls <= 1)
        {
            return;
        }

        var item = facts.Endpoint.Entries["concurrent_calls"];
        if (facts.Passes)
        {
            frame.Scope.Approximate(item.Place, item.Path, "an answer that is passed on as it comes is asked for once");
        }
        else if (facts.Calls > MostAtOnce)
        {
            frame.Scope.Approximate(item.Place, item.Path, $"each backend is called at most {MostAtOnce} times at once");
        }
    }
}
