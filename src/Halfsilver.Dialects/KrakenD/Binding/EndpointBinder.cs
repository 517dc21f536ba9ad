using System.Collections.Immutable;

using Halfsilver.Dialects.KrakenD.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>Binds endpoints: a route to a fan-out of the backends that answer, with a mirror for each shadow.</summary>
internal sealed class EndpointBinder(Frame frame)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <summary>Methods by the paths that have them, for the answers to others.</summary>
    public Dictionary<string, (Rule Path, List<string> Methods)> Methods { get; } = new(StringComparer.Ordinal);

    /// <summary>The route and its fan-out, or null after saying what is wrong.</summary>
    public (Route Route, FanOutService Service)? Bind(MapItem endpoint)
    {
        if (endpoint.Entries.GetValueOrDefault("endpoint") is not ValueItem written || EndpointPath.Parse(written, frame.Scope) is not { } path)
        {
            return null;
        }

        var method = Method(endpoint, endpoint.Text("method") ?? "GET");
        var backends = endpoint.List("backend").OfType<MapItem>().ToList();
        var shadows = backends.Where(BackendShape.IsShadow).ToList();
        var regular = backends.Except(shadows).ToList();
        if (method is null || !Unique(endpoint, method, path) || !HasRegular(endpoint, regular.Count, shadows.Count))
        {
            return null;
        }

        var name = frame.Routes.For($"{method.ToLowerInvariant()}-{(written.Value is "/" ? "root" : written.Value)}");
        var facts = Facts(endpoint, path, method);
        var service = Service(facts, name, regular);
        frame.Places.Remember($"routes[{name}]", endpoint);
        frame.Places.Remember($"routes[{name}].match", written);
        var mirrors = new ShadowBinder(frame, facts, service.Calls.Select(call => call.Service.Service).ToHashSet(StringComparer.Ordinal)).Bind(shadows, $"routes[{name}]");
        return (new Route
        {
            Name = name,
            Rule = new AllOf([path.Rule, new MethodRule([method])]),
            Action = new ForwardAction(new ServiceRef(service.Name)),
            Mirrors = mirrors,
        }, service);
    }

    /// <summary>An endpoint's proxy group, whichever name it has.</summary>
    private static MapItem? Proxy(MapItem endpoint) => BackendKeys.Proxy(endpoint);

    private EndpointFacts Facts(MapItem endpoint, EndpointPath path, string method)
    {
        var output = endpoint.Text("output_encoding") is { Length: > 0 } own ? own : frame.Output;
        var time = endpoint.Value("timeout", TimeSpan.Zero);
        time = time > TimeSpan.Zero ? time : frame.Timeout;
        if (time > Longest)
        {
            frame.Scope.Approximate(endpoint.Entries["timeout"].Place, endpoint.Entries["timeout"].Path, "is longer than a day, which counts here");
            time = Longest;
        }

        return new EndpointFacts(endpoint, path, method, time)
        {
            Output = output,
            Sequential = Proxy(endpoint)?.Value("sequential", false) ?? false,
            Calls = (int)endpoint.Value<long>("concurrent_calls", 1),
        };
    }

    private FanOutService Service(EndpointFacts facts, string name, List<MapItem> regular)
    {
        var binder = new CallBinder(frame, facts);
        var output = Output(facts);
        var service = new FanOutService
        {
            Name = frame.Services.For(name),
            Timeout = facts.Timeout,
            Sequential = facts.Sequential,
            Output = output,
            FailureStatus = 500,
            CompleteField = "X-Krakend-Completed",
            MaxBufferedBody = frame.MaxBody,
            MaxAnswerBytes = 64L * 1024 * 1024,
            Calls = [],
        };
        frame.Places.Remember($"services[{service.Name}]", facts.Endpoint.Entries["backend"]);
        if (output == FanOutOutput.Raw && regular.Count > 1)
        {
            var encoding = facts.Endpoint.Entries.GetValueOrDefault("output_encoding") ?? facts.Endpoint;
            frame.Scope.Reject(Codes.BadValue, encoding.Place, encoding.Path, $"no-op passes on the answer of one backend, and {regular.Count} answer here; one of them, or another encoding");
        }

        return service with { Calls = binder.Bind(regular, service), Constant = StaticMembers.Of(Proxy(facts.Endpoint), output, frame.Scope) };
    }

    private FanOutOutput Output(EndpointFacts facts)
    {
        switch (facts.Output)
        {
            case "no-op":
                return FanOutOutput.Raw;
            case "json-collection":
                return FanOutOutput.Collection;
            case "string":
                return FanOutOutput.Text;
            case "json" or "fast-json":
                return FanOutOutput.Json;
            default:
                var item = facts.Endpoint.Entries.GetValueOrDefault("output_encoding") ?? facts.Endpoint;
                frame.Scope.Approximate(item.Place, item.Path, $"\"{facts.Output}\" is not written here; clients are sent JSON whatever they accept");
                return FanOutOutput.Json;
        }
    }

    private string? Method(MapItem group, string written)
    {
        var method = written.Trim().ToUpperInvariant();
        method = method.Length == 0 ? "GET" : method;
        if (method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS")
        {
            return method;
        }

        var item = group.Entries["method"];
        frame.Scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{written}\" is no method of endpoints; use GET, POST, PUT, PATCH or DELETE");
        return null;
    }

    private bool Unique(MapItem endpoint, string method, EndpointPath path)
    {
        var item = endpoint.Entries["endpoint"];
        if (!_seen.TryAdd($"{method} {path.Shape}", item.Path))
        {
            frame.Scope.Reject(Codes.BadValue, item.Place, item.Path, $"{method} of this path is there already ({_seen[$"{method} {path.Shape}"]}); KrakenD does not start with two");
            return false;
        }

        if (!Methods.TryGetValue(path.Shape, out var known))
        {
            Methods[path.Shape] = known = (path.Rule, []);
        }

        known.Methods.Add(method);
        return true;
    }

    private bool HasRegular(MapItem endpoint, int regular, int shadows)
    {
        if (regular > 0)
        {
            return true;
        }

        var item = endpoint.Entries.GetValueOrDefault("backend") ?? endpoint;
        frame.Scope.Reject(
            Codes.BadValue,
            item.Place,
            item.Path,
            shadows > 0 ? "every backend is a shadow, and nobody answers; one backend without shadow: true" : "no backends; at least one");
        return false;
    }
}
