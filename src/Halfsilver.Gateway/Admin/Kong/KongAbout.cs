using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>What tools ask about the other side before they begin: its version, plugins, schemas; and all that there is not.</summary>
internal static class KongAbout
{
    // Whose forms these are; tools choose by it what they send.
    private const string KongVersion = "3.4.0";

    /// <summary>Lists of Kong's in which there is nothing.</summary>
    public static ImmutableArray<string> Empty { get; } =
    [
        "acls", "basic-auths", "ca_certificates", "certificates", "consumer_groups", "consumers", "filter-chains", "hmac-auths", "jwts", "key-auths", "key-sets", "keys",
        "mtls-auths", "oauth2", "snis", "vaults",
    ];

    /// <summary>Maps its paths.</summary>
    public static void Map(IEndpointRouteBuilder app, KongDoor door)
    {
        const string Base = KongRoutes.Base;
        app.MapGet(Base, Role.Operator, context => StrictJson.WriteAsync(context, Root(door))).Answers(200);
        app.MapGet($"{Base}/plugins/enabled", Role.Operator, context => StrictJson.WriteAsync(context, new JsonObject { ["enabled_plugins"] = Names() })).Answers(200);
        app.MapGet($"{Base}/plugins/schema/{{name}}", Role.Operator, PluginAsync).Answers(200, 404);
        app.MapGet($"{Base}/schemas/plugins/{{name}}", Role.Operator, PluginAsync).Answers(200, 404);
        app.MapGet($"{Base}/schemas/{{name}}", Role.Operator, SchemaAsync).Answers(200, 404);
        foreach (var name in Empty)
        {
            app.MapGet($"{Base}/{name}", Role.Operator, context => StrictJson.WriteAsync(context, new JsonObject { ["data"] = new JsonArray(), ["next"] = null })).Answers(200);
        }

        const string Rest = Base + "/{**rest}";
        app.MapGet(Rest, Role.Operator, NotHereAsync).Answers(501);
        app.MapPost(Rest, Role.Admin, NotHereAsync).Answers(501);
        app.MapPut(Rest, Role.Admin, NotHereAsync).Answers(405, 501);
        app.MapPatch(Rest, Role.Admin, NotHereAsync).Answers(405, 501);
        app.MapDelete(Rest, Role.Admin, NotHereAsync).Answers(405, 501);
    }

    private static JsonObject Root(KongDoor door)
    {
        var available = new JsonObject();
        foreach (var name in PluginConfigs.Names)
        {
            available[name] = new JsonObject { ["version"] = Product.Version, ["priority"] = 1 };
        }

        return new JsonObject
        {
            ["version"] = KongVersion,
            ["tagline"] = $"A part of Kong's admin interface, by Halfsilver {Product.Version}",
            ["hostname"] = door.Gateway.Plan.Gateway,
            ["node_id"] = DerivedObjects.IdOf("gateway", door.Gateway.Plan.Gateway),

            // Anything but "off", which tells tools that nothing can be written.
            ["configuration"] = new JsonObject { ["database"] = "postgres", ["router_flavor"] = "traditional_compatible" },
            ["plugins"] = new JsonObject { ["available_on_server"] = available, ["enabled_in_cluster"] = Names() },
        };
    }

    private static JsonArray Names() => new([.. PluginConfigs.Names.Select(name => (JsonNode)name)]);

    private static Task PluginAsync(HttpContext context)
    {
        var name = KongDoor.Value(context, "name");
        return PluginConfigs.Find(name) is { } config
            ? StrictJson.WriteAsync(context, PluginConfigs.Describe(name, config))
            : throw new RefusedRequestException(404, "not-found", "There is no such plugin", $"No plugin named '{AdminText.Line(name, "")}'");
    }

    private static Task SchemaAsync(HttpContext context)
    {
        var name = KongDoor.Value(context, "name");
        return EntityKind.All.FirstOrDefault(kind => kind.Name == name) is { } kind
            ? StrictJson.WriteAsync(context, new JsonObject { ["fields"] = EntityField.Describe([.. kind.Fields.Where(field => field.Name != "url")]) })
            : throw new RefusedRequestException(404, "not-found", "There is no such kind of object", $"No entity named '{AdminText.Line(name, "")}'");
    }

    private static Task NotHereAsync(HttpContext context)
    {
        var rest = KongDoor.Value(context, "rest").Trim('/');
        throw EntityKind.All.Any(kind => kind.Name == rest)
            ? new RefusedRequestException(405, "method-not-allowed", "This method is not allowed here", "Method not allowed")
            : new RefusedRequestException(501, "not implemented", "This part of Kong's interface is not here",
                $"'{AdminText.Line(rest, "")}' is not a part of Kong's admin interface that is here; there are services, routes, plugins, upstreams and targets");
    }
}
