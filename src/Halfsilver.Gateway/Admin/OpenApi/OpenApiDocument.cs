using System.Globalization;
using System.Text.Json.Nodes;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.Kong;
using Halfsilver.Gateway.Admin.Kong.Management;

namespace Halfsilver.Gateway.Admin.OpenApi;

/// <summary>Writes the OpenAPI 3.1 document from what is mapped; there is no second list of paths to forget one in.</summary>
internal static class OpenApiDocument
{
    /// <summary>Where it is.</summary>
    public const string Path = "/openapi/v1.json";

    private const string Problem = "application/problem+json";

    /// <summary>The document.</summary>
    public static JsonObject Of(IEnumerable<RouteEndpoint> endpoints)
    {
        var paths = new JsonObject();
        var operations = from endpoint in endpoints
                         from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                         select (Path: endpoint.RoutePattern.RawText!, Method: method, Endpoint: endpoint);
        var ordered = operations.OrderBy(operation => operation.Path, StringComparer.Ordinal).ThenBy(operation => operation.Method, StringComparer.Ordinal);
        foreach (var (path, method, endpoint) in ordered)
        {
            if (paths[path] is not JsonObject item)
            {
                paths[path] = item = [];
            }

            item[method.ToLowerInvariant()] = Operation(path, method, endpoint);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Halfsilver's admin side",
                ["version"] = "v1",
                ["description"] = "Every path with the role it takes and every status it answers with. Errors are problems (RFC 9457), but for interfaces of other systems, which have theirs.",
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject { ["Problem"] = BodySchemas.Of(typeof(ProblemBody)) },
                ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
            },
        };
    }

    private static JsonObject Operation(string path, string method, RouteEndpoint endpoint)
    {
        var role = endpoint.Metadata.GetMetadata<Needs>()?.Role;
        var operation = new JsonObject { ["operationId"] = IdOf(path, method) };
        if (endpoint.Metadata.GetMetadata<RouteSummary>() is { } summary)
        {
            operation["summary"] = summary.Text;
        }

        operation["security"] = role is null ? [] : new JsonArray(new JsonObject { ["token"] = new JsonArray() });
        if (role is { } needed)
        {
            operation["x-role"] = needed.ToString().ToLowerInvariant();
        }

        if (Parameters(endpoint) is { Count: > 0 } parameters)
        {
            operation["parameters"] = parameters;
        }

        if (endpoint.Metadata.GetMetadata<BodyTaken>() is { } body)
        {
            operation["requestBody"] = new JsonObject { ["required"] = body.Needed, ["content"] = Content(body.Type, body.Media) };
        }

        var responses = new JsonObject();
        foreach (var status in CommonStatuses.All(method, endpoint))
        {
            responses[status.ToString(CultureInfo.InvariantCulture)] = Response(status, endpoint);
        }

        operation["responses"] = responses;
        return operation;
    }

    private static JsonArray Parameters(RouteEndpoint endpoint)
    {
        var parameters = new JsonArray();
        foreach (var parameter in endpoint.RoutePattern.Parameters)
        {
            parameters.Add(Parameter(parameter.Name, "path", words: null, needed: true));
        }

        foreach (var query in endpoint.Metadata.GetOrderedMetadata<QueryTaken>())
        {
            parameters.Add(Parameter(query.Name, "query", query.Words, needed: false));
        }

        if (endpoint.Metadata.GetMetadata<ChangesPlan>() is not null)
        {
            parameters.Add(Parameter("If-Match", "header", "the ETag of the revision that the change was made for, or *", needed: false));
            parameters.Add(Parameter(ChangeBy.MessageField, "header", "why, for whoever wonders later", needed: false));
        }

        return parameters;
    }

    private static JsonObject Parameter(string name, string where, string? words, bool needed)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = where };
        if (words is not null)
        {
            parameter["description"] = words;
        }

        if (needed)
        {
            parameter["required"] = true;
        }

        parameter["schema"] = new JsonObject { ["type"] = "string" };
        return parameter;
    }

    private static JsonObject Response(int status, RouteEndpoint endpoint)
    {
        var response = new JsonObject { ["description"] = Words(status) };
        if (endpoint.Metadata.GetOrderedMetadata<BodyGiven>().FirstOrDefault(given => given.ComesWith(status)) is { } body)
        {
            response["content"] = Content(body.Type, body.Media);
        }
        else if (status >= 400 && HasOwnErrors(endpoint))
        {
            response["content"] = new JsonObject { ["application/json"] = new JsonObject() };
        }
        else if (status >= 400)
        {
            response["content"] = new JsonObject
            {
                [Problem] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" } },
            };
        }

        return response;
    }

    // Other systems' interfaces have these systems' errors.
    private static bool HasOwnErrors(RouteEndpoint endpoint) =>
        new PathString(endpoint.RoutePattern.RawText) is var path && (path.StartsWithSegments(KongRoutes.Base, StringComparison.Ordinal) || path.StartsWithSegments(ManagementRoutes.Base, StringComparison.Ordinal));

    private static JsonObject Content(Type? type, IEnumerable<string> media)
    {
        var content = new JsonObject();
        foreach (var name in media)
        {
            content[name] = type is null ? [] : new JsonObject { ["schema"] = BodySchemas.Of(type) };
        }

        return content;
    }

    // getApiV1RevisionsNumber: the method, and the words of the path.
    private static string IdOf(string path, string method) => method.ToLowerInvariant() + string.Concat(
        path.Split(['/', '-', '_', '.', '{', '}', ':', '*'], StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static string Words(int status) => status switch
    {
        200 => "Done",
        201 => "Made",
        202 => "Begun",
        204 => "Done; there is nothing to say",
        304 => "What the caller has is what there is",
        400 => "The request cannot be read, or asks for what there cannot be",
        401 => "It takes a login",
        403 => "It takes another role, or comes from another origin",
        404 => "There is no such thing",
        409 => "It does not go with what is there",
        412 => "The plan was changed meanwhile",
        413 => "The body is too large",
        415 => "The body is none of the types that are taken",
        421 => "The host name is not served here",
        422 => "The plan would be refused",
        428 => "It does not say which revision it was made for",
        429 => "Too many failed logins",
        501 => "This feature is not there",
        503 => "Not now",
        _ => "See the problem",
    };
}
