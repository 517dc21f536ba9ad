using System.Globalization;
using System.Text.Json.Nodes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Vrata;

/// <summary>Parts of a plan as Vrata's objects, as well as those can say it. Their ids are their names.</summary>
internal static class VrataDerived
{
    /// <summary>A route. What its rule says and a match cannot stands under <c>match.rule</c>, as the native file has it.</summary>
    public static JsonObject Route(Route route)
    {
        var item = new JsonObject { ["id"] = route.Name, ["name"] = route.Name, ["match"] = VrataMatch.Of(route.Rule) };
        switch (route.Action)
        {
            case ForwardAction forward:
                item["forward"] = Forward(route, [new WeightedRef(forward.To, 100)]);
                break;
            case SplitAction split:
                item["forward"] = Forward(route, split.To);
                break;
            case RedirectAction redirect:
                item["redirect"] = Redirect(redirect);
                break;
            case DirectAction direct:
                item["directResponse"] = new JsonObject { ["status"] = direct.Status, ["body"] = direct.Body };
                break;
            case MetricsAction:
                item["metrics"] = new JsonObject();
                break;
            default:
                // Of several answers one: nothing of Vrata's says that.
                item["merge"] = new JsonObject();
                break;
        }

        return item;
    }

    /// <summary>A destination.</summary>
    public static JsonObject Destination(Service service)
    {
        var item = new JsonObject { ["id"] = service.Name, ["name"] = service.Name };
        if (service is not EndpointsService endpoints)
        {
            item["kind"] = service switch { WeightedService => "weighted", MirroringService => "mirroring", _ => "failover" };
            return item;
        }

        if (endpoints.Endpoints is [var first, ..])
        {
            (item["host"], item["port"]) = (first.Host, first.Port);
        }

        if (endpoints.Endpoints.Length > 1)
        {
            item["endpoints"] = new JsonArray([.. endpoints.Endpoints.Select(each => new JsonObject { ["host"] = each.Host, ["port"] = each.Port })]);
        }

        var options = new JsonObject();
        if (endpoints.Endpoints.Any(each => each.Tls))
        {
            options["tls"] = new JsonObject { ["mode"] = endpoints.Tls?.Mode is UpstreamTlsMode.Mutual ? "mtls" : "tls" };
        }

        if (endpoints.Protocol != UpstreamProtocol.Http1)
        {
            options["http2"] = true;
        }

        if (options.Count > 0)
        {
            item["options"] = options;
        }

        return item;
    }

    /// <summary>A listener.</summary>
    public static JsonObject Listener(EntryPoint point, Plan plan)
    {
        var colon = point.Listen.LastIndexOf(':');
        var item = new JsonObject
        {
            ["id"] = point.Name,
            ["name"] = point.Name,
            ["address"] = point.Listen[..Math.Max(colon, 0)].Trim('[', ']') is { Length: > 0 } host ? host : "0.0.0.0",
            ["port"] = int.TryParse(point.Listen.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0,
        };
        if (point.Tls is not null)
        {
            item["tls"] = new JsonObject();
        }

        if (plan.Routes.FirstOrDefault(route => route.Action is MetricsAction && (route.EntryPoints.IsEmpty || route.EntryPoints.Contains(point.Name, StringComparer.Ordinal)))?.Rule is PathRule page)
        {
            item["metrics"] = new JsonObject { ["path"] = page.Path };
        }

        return item;
    }

    private static JsonObject Forward(Route route, IEnumerable<WeightedRef> to)
    {
        var forward = new JsonObject
        {
            ["destinations"] = new JsonArray([.. to.Select(each => new JsonObject { ["destinationId"] = each.Service.Service, ["weight"] = each.Weight })]),
        };
        if (route.Mirrors is [var first, ..])
        {
            forward["mirror"] = Mirror(first);
        }

        if (route.Mirrors.Length > 1)
        {
            forward["mirrors"] = new JsonArray([.. route.Mirrors.Select(Mirror)]);
        }

        return forward;
    }

    private static JsonObject Mirror(Mirror mirror)
    {
        var item = new JsonObject { ["destinationId"] = mirror.Target.Service, ["percentage"] = mirror.Share.Percent };
        if (!mirror.Enabled)
        {
            item["enabled"] = false;
        }

        return item;
    }

    private static JsonObject Redirect(RedirectAction redirect)
    {
        var item = new JsonObject { ["code"] = redirect.Status };
        if (redirect.Scheme is { } scheme)
        {
            item["scheme"] = scheme;
        }

        if (redirect.Host is { } host)
        {
            item["host"] = redirect.Port is { } port ? $"{host}:{port}" : host;
        }

        if ((redirect.Path ?? redirect.PathPrefix) is { } path)
        {
            item["path"] = path;
        }

        if (redirect.DropQuery)
        {
            item["stripQuery"] = true;
        }

        return item;
    }
}
