using System.Collections.Immutable;

using Halfsilver.Dialects.KrakenD.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.KrakenD.Binding;

/// <summary>Binds shadows: each is a mirror with a head of its own. What is wrong with one leaves it out.</summary>
/// <param name="frame">What the file's parts share.</param>
/// <param name="facts">The endpoint.</param>
/// <param name="answering">Services of the backends that answer.</param>
internal sealed class ShadowBinder(Frame frame, EndpointFacts facts, IReadOnlySet<string> answering)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan LastProbe = TimeSpan.FromSeconds(30);

    // There bodies are copied whole before they are sent; here they are kept as long as the process has room for copies.
    private const long MostKept = 32L * 1024 * 1024;

    private readonly NameBook _names = new();

    public ImmutableArray<Mirror> Bind(List<MapItem> shadows, string route)
    {
        var mirrors = ImmutableArray.CreateBuilder<Mirror>(shadows.Count);
        foreach (var shadow in shadows.Where(shadow => !ShadowKeys.IsLeftOut(shadow)))
        {
            var faults = new Faults(frame.Scope, isShadow: true);
            if (Method(shadow, faults) is { } method && frame.Hosts.Find(shadow, faults) is var (host, prefix)
                && new CallTarget(facts.Path, []).Of(shadow, prefix, faults) is { } target)
            {
                var mirror = Mirror(shadow, host, target, method);
                frame.Places.Remember($"{route}.mirrors[{mirror.Name}]", shadow);
                mirrors.Add(mirror);
            }
        }

        Say(mirrors.Count);
        return mirrors.ToImmutable();
    }

    private Mirror Mirror(MapItem shadow, ServiceRef host, string target, string method)
    {
        var fields = LetThrough.Fields(facts.Endpoint, shadow);
        var deadline = Deadline(shadow);
        var times = new CopyTimeouts();
        return new Mirror
        {
            Name = _names.For(answering.Contains(host.Service) ? target.Split('?')[0] : host.Service),
            Target = host,
            Share = Share.All,
            Only = new CopyFilter { Methods = null },
            Changes = new CopyChanges
            {
                Method = method == facts.Method ? null : method,
                Mark = false,
                Rewrite = new Rewrite
                {
                    Target = target,
                    PassFields = fields,
                    SetFields = LetThrough.OwnFields(fields),
                    Query = LetThrough.Query(facts.Endpoint, shadow) is { } query ? new QueryChanges { Pass = query } : null,
                },
            },
            Timeouts = times with { Deadline = deadline, Connect = deadline < times.Connect ? deadline : times.Connect },
            Budget = Budget(Extra(shadow, "qos/ratelimit/proxy", "github.com/devopsfaith/krakend-ratelimit/juju/proxy")),
            Circuit = Circuit(Extra(shadow, "qos/circuit-breaker", "github.com/devopsfaith/krakend-circuitbreaker/gobreaker")),
        };
    }

    private TimeSpan Deadline(MapItem shadow)
    {
        if (BackendKeys.Proxy(shadow)?.Entries.GetValueOrDefault("shadow_timeout") is not ValueItem item)
        {
            return facts.Timeout;
        }

        // A number is no duration there, whatever its unit might be.
        if (item.Value is ScalarNode { Plain: false } text && GoDurations.Parse(text.Text) is { } time && time > TimeSpan.Zero)
        {
            return time < Longest ? time : Longest;
        }

        if (item.Value is ScalarNode { Plain: true } plain && CoreScalar.IsText(plain.Text) && GoDurations.Parse(plain.Text) is { } bare && bare > TimeSpan.Zero)
        {
            return bare < Longest ? bare : Longest;
        }

        frame.Scope.Remark(item.Place, item.Path, "is no duration in a text, as \"10s\": as in KrakenD the endpoint's timeout counts");
        return facts.Timeout;
    }

    private string? Method(MapItem shadow, Faults faults)
    {
        var method = shadow.Text("method") is { Length: > 0 } own ? own.Trim().ToUpperInvariant() : facts.Method;
        if (MethodNames.Check([method], "") is null && method != "CONNECT")
        {
            return method;
        }

        faults.Say(shadow.Entries["method"], $"\"{method}\" is no method");
        return null;
    }

    private static MapItem? Extra(MapItem shadow, string name, string older) => shadow.Map("extra_config") is { } extra ? extra.Map(name) ?? extra.Map(older) : null;

    private MirrorBudget Budget(MapItem? rate)
    {
        var most = rate?.Value<decimal>("max_rate", 0) ?? 0;
        var usual = new MirrorBudget { Window = Math.Min(frame.MaxBody, MostKept) };
        if (rate is null || most <= 0)
        {
            return usual;
        }

        var every = rate.Value("every", TimeSpan.FromSeconds(1));
        var second = (double)most / Math.Max(every.TotalSeconds, 0.001);
        var whole = (int)Math.Clamp(Math.Round(second), 1, 10_000_000);
        if (Math.Abs(whole - second) > 0.001)
        {
            frame.Scope.Approximate(rate.Place, rate.Path, $"copies are limited by whole numbers a second: {whole}");
        }

        return usual with { MaxPerSecond = whole };
    }

    private static CircuitSettings Circuit(MapItem? breaker)
    {
        var usual = new CircuitSettings();
        if (breaker is null)
        {
            return usual;
        }

        var errors = (int)breaker.Value<long>("max_errors", usual.OpenAfter);
        var wait = TimeSpan.FromSeconds(breaker.Value<long>("timeout", 0));
        return new CircuitSettings
        {
            OpenAfter = Math.Max(1, errors),
            FirstProbe = wait <= TimeSpan.Zero ? usual.FirstProbe : wait < LastProbe ? wait : LastProbe,
        };
    }

    private void Say(int mirrors)
    {
        if (mirrors > 0 && facts.Calls > 1)
        {
            var item = facts.Endpoint.Entries["concurrent_calls"];
            frame.Scope.Approximate(item.Place, item.Path, "each shadow gets one copy of a request, not several");
        }

        if (mirrors > 0 && facts.Passes)
        {
            var item = facts.Endpoint.Entries.GetValueOrDefault("output_encoding") ?? facts.Endpoint;
            frame.Scope.Remark(item.Place, item.Path, "KrakenD does not start with no-op and a shadow; here the answer is passed on as it comes, and copied");
        }

        if (mirrors > 1 && facts.Sequential && BackendKeys.Proxy(facts.Endpoint)?.Entries["sequential"] is { } sequential)
        {
            frame.Scope.Approximate(sequential.Place, sequential.Path, "shadows are copied at once, not one after the other");
        }
    }
}
