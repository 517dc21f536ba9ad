using System.Net.Http.Headers;
using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Running;

/// <summary>Says what a plan does with a request, by the same matching that serves, and sends nothing.</summary>
internal static class PlanExplainer
{
    private const int MaxFields = 1_000;

    /// <summary>The decision in words, one step a line.</summary>
    public static string Explain(Plan plan, ExplainRequest request)
    {
        var head = new RequestHead();
        var bytes = Encoding.Latin1.GetBytes(HeadOf(request));
        var fault = RequestParser.Parse(head, bytes, bytes.Length, MaxFields);
        if (fault is not WireFault.None)
            return $"{request.Method} {request.Url}\n  refused before any route: {fault}\n";
        var facts = new RequestFacts();
        facts.Reset(head, peer: null);

        var text = new StringBuilder().Append(head.MethodText()).Append(' ').Append(request.Url).Append('\n');
        foreach (var point in plan.EntryPoints)
            ExplainAt(point, plan, request, facts, text);
        return text.ToString();
    }

    private static void ExplainAt(EntryPoint point, Plan plan, ExplainRequest request, RequestFacts facts, StringBuilder text)
    {
        var served = plan.Routes.Where(route => route.EntryPoints.IsDefaultOrEmpty || route.EntryPoints.Contains(point.Name, StringComparer.Ordinal));
        var problems = new List<Problem>();
        var expressions = Expressions.ForRequests();
        var table = new RouteTable<Route>(served.Select(route => (route, RuleCompiler.Compile(route.Rule, route.Name, problems, expressions), route)));
        var explained = table.Explain(facts);

        text.Append("entry point ").Append(point.Name).Append(" (").Append(point.Listen).Append(")\n");
        foreach (var rejected in explained.Rejected)
            text.Append("  route ").Append(rejected.Route.Name).Append("  no: not true that ").Append(rejected.Failed).Append('\n');
        if (explained.Matched is not { } matched)
        {
            text.Append("  no route matches: answered with 404\n");
            return;
        }
        text.Append("  route ").Append(matched.Name).Append("  yes: ").Append(RuleText.Of(matched.Rule)).Append('\n');
        text.Append("    ").Append(Words(matched.Action, plan)).Append('\n');
        foreach (var mirror in PlanNames.MirrorsOf(plan, matched))
        {
            text.Append("    mirror ").Append(mirror.Name).Append(" → ").Append(mirror.Target.Service).Append("  ")
                .Append(WhyNot(mirror, request, facts) is { } reason ? $"not copied: {reason}" : Copied(mirror, plan, matched, facts.Head)).Append('\n');
        }
    }

    private static string Copied(Mirror mirror, Plan plan, Route route, RequestHead head)
    {
        if (mirror.Share == Share.None)
            return "not copied: the share is 0%";
        var sent = CopyLine.Of(plan, route, mirror, head);
        var how = sent == CopyLine.Of(head) ? "" : $", as {sent}";
        return mirror.Role == MirrorRole.Baseline ? $"copied where its candidate's sampling chose the request{how}"
            : mirror.Share == Share.All ? $"copied{how}"
            : $"copied for {mirror.Share} of such requests{how}";
    }

    /// <summary>The first reason why a copy is never made, in the order in which the gateway decides; null when it may be made.</summary>
    private static string? WhyNot(Mirror mirror, ExplainRequest request, RequestFacts facts)
    {
        if (!mirror.Enabled)
            return "the mirror is not enabled";
        var only = mirror.Only;
        if (only.Methods is { } methods && !methods.Contains(request.Method, StringComparer.Ordinal))
            return $"method {request.Method} is none of {string.Join(", ", methods)}";
        if (only.Path is { } path && Fails(path, facts) is { } pathFails)
            return $"not true that {pathFails}";
        if (only.NotPath is { } notPath && Fails(notPath, facts) is null)
            return $"left out because {RuleText.Of(notPath)}";
        if (only.Headers.Select(rule => Fails(rule, facts)).FirstOrDefault(fails => fails is not null) is { } headerFails)
            return $"not true that {headerFails}";
        return MediaOf(request) is { } media && only.ContentTypes.Length > 0 && !only.ContentTypes.Contains(media, StringComparer.OrdinalIgnoreCase)
            ? $"content type {media} is none of {string.Join(", ", only.ContentTypes)}"
            : null;
    }

    private static string? Fails(Rule rule, RequestFacts facts) =>
        RuleCompiler.Compile(rule, "", new List<Problem>()).Failing(facts)?.Text;

    private static string? MediaOf(ExplainRequest request) =>
        request.Headers.FirstOrDefault(field => field.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Value is { } value
        && MediaTypeHeaderValue.TryParse(value, out var type) ? type.MediaType : null;

    private static string Words(RouteAction action, Plan plan) => action switch
    {
        ForwardAction forward when plan.Services.GetValueOrDefault(forward.To.Service) is FailoverService failover =>
            $"forwarded to {failover.Name}: {failover.Primary.Service}, or {failover.Fallback.Service} where that cannot answer{On(failover)}",
        ForwardAction forward => $"forwarded to {forward.To.Service}",
        SplitAction split => $"forwarded to one of {string.Join(", ", split.To.Select(to => $"{to.Service.Service} (weight {to.Weight})"))}",
        RedirectAction redirect => $"redirected with {redirect.Status}",
        DirectAction direct => $"answered here with {direct.Status}",
        MetricsAction => "answered here with the metrics page",
        _ => action.ToString(),
    };

    private static string On(FailoverService failover) =>
        failover.OnStatus.IsDefaultOrEmpty ? "" : $" or answers with {string.Join(", ", failover.OnStatus)}";

    // Host comes from the address unless the headers name one, as with any client.
    private static string HeadOf(ExplainRequest request)
    {
        var head = new StringBuilder($"{request.Method} {request.Url.PathAndQuery} HTTP/1.1\r\n");
        if (!request.Headers.Any(field => field.Name.Equals("host", StringComparison.OrdinalIgnoreCase)))
            head.Append("Host: ").Append(request.Url.Authority).Append("\r\n");
        foreach (var field in request.Headers)
            head.Append(field.Name).Append(": ").Append(field.Value).Append("\r\n");
        return head.Append("\r\n").ToString();
    }

    private static string MethodText(this RequestHead head) => Encoding.Latin1.GetString(head.Method);
}
