using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Binds the middlewares of a route, those of its group first.</summary>
internal sealed class MiddlewareBinder(Catalogue middlewares, ReadingScope scope)
{
    private const string Open = "and without it the route would be open; put what checks before this gateway, or take the middleware out";

    private readonly HashSet<(string, string)> _said = [];

    public FieldSteps Bind(MapItem route, MapItem? group)
    {
        var steps = new FieldSteps();
        var used = (group?.List("middlewareIds") ?? []).Concat(route.List("middlewareIds")).OfType<ValueItem>().DistinctBy(item => (string)item.Value, StringComparer.Ordinal);
        foreach (var item in used)
        {
            var id = (string)item.Value;
            var one = Override(route, id) ?? (group is null ? null : Override(group, id));
            if (middlewares.Use(id) is not { } middleware)
            {
                scope.Ignore(item.Place, item.Path, $"no middleware has the id \"{FieldSyntax.Shown(id)}\"; as in Vrata the route is served without", middlewares.Near(id));
            }
            else if (!(one?.Value("disabled", false) ?? false))
            {
                Bind(middleware, one, item, steps);
            }
        }

        return steps;
    }

    private void Bind(MapItem middleware, MapItem? one, ValueItem use, FieldSteps steps)
    {
        switch (middleware.Text("type"))
        {
            case "headers":
                if ((one?.Map("headers") ?? middleware.Map("headers")) is { } headers)
                {
                    Fields(headers, one, use, steps);
                }

                break;
            case "jwt":
                scope.Reject(Codes.NotHere, use.Place, use.Path, $"tokens are not checked here, {Open}");
                break;
            case "extAuthz" or "inlineAuthz":
                scope.Reject(Codes.NotHere, use.Place, use.Path, $"who may come in is not asked here, {Open}");
                break;
            case "extProc":
                scope.Reject(Codes.NotHere, use.Place, use.Path, $"no processor is asked here, {Open}");
                break;
            case "cors":
                Say(middleware, "cors", "answers get no fields of CORS, and requests that ask whether a page may call go to the destination");
                break;
            case "rateLimit":
                Say(middleware, "rateLimit", "clients are not limited here");
                break;
            case "accessLog":
                if (_said.Add((middleware.Path, "log")))
                {
                    scope.Ignore(middleware.Place, middleware.Path, "requests are logged as this gateway logs");
                }

                break;
            default:
                scope.Reject(Codes.BadValue, use.Place, use.Path, $"what a middleware of the type \"{FieldSyntax.Shown(middleware.Text("type") ?? "")}\" does is not known, {Open}");
                break;
        }
    }

    private void Fields(MapItem headers, MapItem? one, ValueItem use, FieldSteps steps)
    {
        var added = headers.List("requestHeadersToAdd").OfType<MapItem>().ToList();
        var removed = headers.List("requestHeadersToRemove").OfType<ValueItem>().ToList();
        if (added.Count + removed.Count > 0 && one is not null && one.List("skipWhen").Count + one.List("onlyWhen").Count > 0)
        {
            scope.Reject(Codes.NotHere, use.Place, use.Path, "fields cannot be changed under a condition here, and destinations would see others; make two routes of it");
            return;
        }

        if (headers.List("responseHeadersToAdd").Count + headers.List("responseHeadersToRemove").Count > 0 && _said.Add((headers.Path, "answers")))
        {
            scope.Approximate(headers.Place, headers.Path, "fields of answers are passed on as they come");
        }

        foreach (var field in added)
        {
            var (name, value) = (field.Text("key") ?? "", field.Text("value") ?? "");
            if (Fits(field, name) && Said(field, value))
            {
                if (field.Value("append", false))
                {
                    steps.Add(name, value);
                }
                else
                {
                    steps.Set(name, value);
                }
            }
        }

        foreach (var item in removed.Where(item => Fits(item, (string)item.Value)))
        {
            steps.Remove((string)item.Value);
        }
    }

    private bool Fits(Item item, string name)
    {
        if (FieldSyntax.IsToken(name) && !name.Equals("Host", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (_said.Add((item.Path, "name")))
        {
            scope.Ignore(item.Place, item.Path, $"\"{FieldSyntax.Shown(name)}\" is no field that Vrata's middleware can change");
        }

        return false;
    }

    private bool Said(MapItem field, string value)
    {
        if (!value.Contains("${", StringComparison.Ordinal) && FieldSyntax.CheckValue(value, "") is null)
        {
            return true;
        }

        if (_said.Add((field.Path, "value")))
        {
            scope.Approximate(field.Place, field.Path, "values of requests are not put into fields here; destinations do not get this field");
        }

        return false;
    }

    private void Say(MapItem middleware, string kind, string how)
    {
        if (_said.Add((middleware.Path, kind)))
        {
            scope.Approximate(middleware.Place, middleware.Path, how);
        }
    }

    private static MapItem? Override(MapItem owner, string id) => owner.Map("middlewareOverrides")?.Map(id);
}
