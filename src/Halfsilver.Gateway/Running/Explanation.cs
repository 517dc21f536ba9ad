using System.Text;
using Halfsilver.Gateway.Serving;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Running;

/// <summary>What a plan does with a request that was never sent: which route, why not the others, and which copies.</summary>
internal static class Explanation
{
    public static string Of(Plan plan, ExplainRequest request)
    {
        var head = new RequestHead();
        var bytes = Encoding.Latin1.GetBytes(Head(request));
        var fault = RequestParser.Parse(head, bytes, bytes.Length, maxFields: 1_000);
        if (fault != WireFault.None)
        {
            return $"refused with 400: {fault}\n";
        }

        var facts = new RequestFacts();
        facts.Reset(head, System.Net.IPAddress.Loopback);
        var text = new StringBuilder();
        foreach (var entryPoint in plan.EntryPoints)
        {
            if (entryPoint.Paths == PathPolicy.Strict && PathSafety.IsAmbiguous(head.Path))
            {
                text.Append($"{entryPoint.Name}: refused with 400, the path can be read in two ways\n");
                continue;
            }

            Explain(text, plan, entryPoint, facts);
        }

        return text.ToString();
    }

    private static void Explain(StringBuilder text, Plan plan, EntryPoint entryPoint, RequestFacts facts)
    {
        var problems = new List<Problem>();
        var table = new RouteTable<Route>(plan.Routes
            .Where(route => route.EntryPoints.IsEmpty || route.EntryPoints.Contains(entryPoint.Name, StringComparer.Ordinal))
            .Select(route => (route, RuleCompiler.Compile(route.Rule, route.Name, problems), route)));
        var explanation = table.Explain(facts);
        text.Append($"{entryPoint.Name} ({entryPoint.Listen}): ").Append(explanation.Matched is { } matched ? $"route {matched.Name}" : "no route, 404").Append('\n');
        foreach (var rejected in explanation.Rejected)
        {
            text.Append($"  not {rejected.Route.Name}: {rejected.Failed}\n");
        }

        if (explanation.Matched is { } route)
        {
            text.Append($"  primary: {Action(route.Action)}\n");
            foreach (var mirror in Admin.PlanNames.MirrorsOf(plan, route))
            {
                text.Append($"  mirror {mirror.Name} → {mirror.Target.Service}: {Copy(mirror, facts)}\n");
            }
        }
    }

    private static string Copy(Mirror mirror, RequestFacts facts) =>
        !mirror.Enabled ? "disabled"
        : Sending.CompiledFilter.Compile(mirror.Only).Refuses(facts) is { } fate ? $"not copied ({Sending.FateText.Label(fate)})"
        : $"copied with a share of {mirror.Share}";

    private static string Action(RouteAction action) => action switch
    {
        ForwardAction forward => forward.To.Service,
        SplitAction split => string.Join(", ", split.To.Select(to => $"{to.Service.Service} {to.Weight}")),
        RedirectAction redirect => $"redirect {redirect.Status}",
        DirectAction direct => $"answer {direct.Status}",
        _ => "unknown",
    };

    private static string Head(ExplainRequest request)
    {
        var head = new StringBuilder($"{request.Method} {request.Url.PathAndQuery} HTTP/1.1\r\n");
        if (!request.Headers.Any(field => field.Name.Equals("Host", StringComparison.OrdinalIgnoreCase)))
        {
            head.Append($"Host: {request.Url.Authority}\r\n");
        }

        foreach (var field in request.Headers)
        {
            head.Append($"{field.Name}: {field.Value}\r\n");
        }

        return head.Append("\r\n").ToString();
    }
}
