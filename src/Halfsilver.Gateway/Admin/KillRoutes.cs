using System.Collections.Immutable;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;
using Halfsilver.Sending;

namespace Halfsilver.Gateway.Admin;

/// <summary>The kill switch over HTTP: GET looks, POST stops, DELETE lets go.</summary>
internal static class KillRoutes
{
    private const string Path = "/api/v1/kill-switch";

    /// <summary>Maps the three methods.</summary>
    public static void Map(IEndpointRouteBuilder app, IGateway gateway)
    {
        app.MapGet(Path, Role.Viewer, context => AdminRoutes.JsonAsync(context, KillState.From(gateway))).Answers(200).Says("What is stopped").Gives<KillState>();
        app.MapPost(Path, Role.Operator, context => ChangeAsync(context, gateway, engage: true)).Answers(200, 404).Says("Stop copies").Takes<KillBody>(needed: false).Gives<KillAnswer>();
        app.MapDelete(Path, Role.Operator, context => ChangeAsync(context, gateway, engage: false)).Answers(200, 404).Says("Let copies flow again").Takes<KillBody>(needed: false).Gives<KillAnswer>();
    }

    private static async Task ChangeAsync(HttpContext context, IGateway gateway, bool engage)
    {
        var body = await AdminRoutes.ReadAsync<KillBody>(context) ?? new KillBody();
        var scope = ScopeOf(body, gateway);
        var actor = ActorOf(Caller.Of(context), body.Actor);
        var report = engage ? gateway.Engage(scope, AdminText.Line(body.Reason, "no reason given"), actor) : gateway.Release(scope, actor);
        await AdminRoutes.JsonAsync(context, new KillAnswer(
            gateway.Plan.Gateway, scope.Kind, scope.Route, scope.Mirror, report.Changed, report.At,
            report.QueuedDropped, report.InFlight, [.. gateway.Kill.Engaged.Select(KillEntry.From)]));
    }

    private static KillScope ScopeOf(KillBody body, IGateway gateway)
    {
        if (body.Mirror is not null && body.Route is null)
            throw JsonBody.Refusal("/mirror", "needs its route too, as mirrors of two routes may share a name");
        var scope = new KillScope(body.Route, body.Mirror);
        if (body.Scope is { } kind && !string.Equals(kind, scope.Kind, StringComparison.Ordinal))
            throw JsonBody.Refusal("/scope", $"'{kind}' does not go with the names given; all takes none, route takes route, mirror takes route and mirror");
        // A scope that is stopped already may be let go even when a reload took its route away.
        if (scope.Route is null || gateway.Kill.Engaged.Any(kill => kill.Scope == scope))
            return scope;

        var route = PlanNames.RouteOf(gateway.Plan, scope.Route)
            ?? throw NotFound($"no route '{scope.Route}'; there are: {Listed(gateway.Plan.Routes.Select(known => known.Name))}");
        if (scope.Mirror is null)
            return scope;
        ImmutableArray<string> mirrors = [.. PlanNames.MirrorsOf(gateway.Plan, route).Select(mirror => mirror.Name)];
        return mirrors.Contains(scope.Mirror, StringComparer.Ordinal)
            ? scope
            : throw NotFound($"route '{scope.Route}' has no mirror '{scope.Mirror}'; it has: {Listed(mirrors)}");
    }

    // Whoever logged in cannot say that they are somebody else, only for whom they do it.
    private static string ActorOf(Caller? caller, string? said) => caller is null or { Kind: CallerKind.Anonymous }
        ? AdminText.Line(said, "api")
        : AdminText.Line(said, "") is { Length: > 0 } whom ? $"{caller.Name} ({whom})" : caller.Name;

    private static string Listed(IEnumerable<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal)) is { Length: > 0 } list ? list : "none";

    private static RefusedRequestException NotFound(string detail) => new(404, "not-found", "There is no such name in the plan", detail);
}
