using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Binds what a route does.</summary>
internal sealed class ActionBinder(DestinationBinder destinations, Catalogue known, ReadingScope scope)
{
    private const int Whole = 100;

    /// <summary>Where a forward leads, and the shortest time of its destinations.</summary>
    public (RouteAction Action, TimeSpan? Allowed)? Forward(MapItem forward)
    {
        var targets = forward.List("destinations").OfType<MapItem>().ToList();
        if (targets.Count == 0)
        {
            scope.Approximate(forward.Place, forward.Path, "names no destination; requests are answered with 502");
            return (new DirectAction { Status = 502 }, null);
        }

        var services = targets.Select(Target).ToList();
        var sum = targets.Sum(target => target.Value<long>("weight", 0));
        if (targets.Count > 1 && sum != Whole)
        {
            var item = forward.Entries["destinations"];
            scope.Reject(Codes.BadValue, item.Place, item.Path, $"the weights come to {sum}; Vrata takes several destinations only where they come to {Whole}");
            return null;
        }

        if (targets.Count > 1 && forward.Map("destinationBalancing") is { } balancing && balancing.Text("algorithm") is "WEIGHTED_CONSISTENT_HASH" or "STICKY")
        {
            var item = balancing.Entries["algorithm"];
            scope.Approximate(item.Place, item.Path, "each request is sent by weight alone; no client stays with its destination");
        }

        TimeSpan? allowed = services.Min(service => service.Timeouts.Request);
        return (services.Count == 1
            ? new ForwardAction(new ServiceRef(services[0].Name))
            : new SplitAction([.. services.Zip(targets, (service, target) => new WeightedRef(new ServiceRef(service.Name), (int)target.Value<long>("weight", 0)))]), allowed);
    }

    public static RouteAction Redirect(MapItem redirect)
    {
        var status = redirect.Value<long>("code", 0) is > 0 and var code ? (int)code : 301;
        if (redirect.Text("url") is { Length: > 0 } url)
        {
            return new DirectAction { Status = status, Fields = [new Field("Location", url)] };
        }

        var host = redirect.Text("host") is { Length: > 0 } written ? written : null;
        int? port = null;
        if (host is not null && HostPort.IsHostPort(host))
        {
            var colon = host.LastIndexOf(':');
            (host, port) = (host[..colon], int.Parse(host.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture));
        }

        return new RedirectAction
        {
            Status = status,
            Scheme = redirect.Text("scheme") is { Length: > 0 } scheme ? scheme.ToLowerInvariant() : null,
            Host = host,
            Port = port,
            Path = redirect.Text("path") is { Length: > 0 } path ? path : null,
            DropQuery = redirect.Value("stripQuery", false),
        };
    }

    public static RouteAction Direct(MapItem direct)
    {
        var body = direct.Text("body") ?? "";
        var type = body.TrimStart().StartsWith('<') ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        ImmutableArray<Field> fields = body.Length == 0 ? [] : [new Field("Content-Type", type)];
        return new DirectAction { Status = direct.Value<long>("status", 0) is > 0 and var status ? (int)Math.Min(status, int.MaxValue) : 200, Body = body, Fields = fields };
    }

    private EndpointsService Target(MapItem target)
    {
        var id = target.Text("destinationId") ?? "";
        if (destinations.Find(id) is { } found)
        {
            return found.Service;
        }

        scope.Approximate(target.Place, target.Path, $"no destination has the id \"{FieldSyntax.Shown(id)}\"{Meant(id)}; requests that are sent there are answered with 503");
        return destinations.Missing(id);
    }

    private string Meant(string id) => known.Near(id) is { } near ? $" (\"{near}\"?)" : "";
}
