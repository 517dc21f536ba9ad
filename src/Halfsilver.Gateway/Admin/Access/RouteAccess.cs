using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>The only way to map a path of the admin side: with the role it takes, or the word that it takes none.</summary>
internal static class RouteAccess
{
    /// <summary>GET for callers with a role.</summary>
    public static IEndpointConventionBuilder MapGet(this IEndpointRouteBuilder app, string path, Role role, RequestDelegate answer) => Map(app, HttpMethods.Get, path, new(role), answer);

    /// <summary>POST for callers with a role.</summary>
    public static IEndpointConventionBuilder MapPost(this IEndpointRouteBuilder app, string path, Role role, RequestDelegate answer) => Map(app, HttpMethods.Post, path, new(role), answer);

    /// <summary>PUT for callers with a role.</summary>
    public static IEndpointConventionBuilder MapPut(this IEndpointRouteBuilder app, string path, Role role, RequestDelegate answer) => Map(app, HttpMethods.Put, path, new(role), answer);

    /// <summary>PATCH for callers with a role.</summary>
    public static IEndpointConventionBuilder MapPatch(this IEndpointRouteBuilder app, string path, Role role, RequestDelegate answer) => Map(app, HttpMethods.Patch, path, new(role), answer);

    /// <summary>DELETE for callers with a role.</summary>
    public static IEndpointConventionBuilder MapDelete(this IEndpointRouteBuilder app, string path, Role role, RequestDelegate answer) => Map(app, HttpMethods.Delete, path, new(role), answer);

    /// <summary>GET for everybody.</summary>
    public static IEndpointConventionBuilder MapOpenGet(this IEndpointRouteBuilder app, string path, RequestDelegate answer) => Map(app, HttpMethods.Get, path, new(Role: null), answer);

    /// <summary>Paths that were mapped another way, so that nobody knows who may use them.</summary>
    public static IEnumerable<string> Unguarded(IEndpointRouteBuilder app) =>
        app.DataSources.SelectMany(source => source.Endpoints).Where(endpoint => endpoint.Metadata.GetMetadata<Needs>() is null).Select(endpoint => endpoint.DisplayName ?? "?");

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder app, string method, string path, Needs needs, RequestDelegate answer) =>
        app.MapMethods(path, [method], answer).WithMetadata(needs);
}

/// <summary>What a path takes.</summary>
/// <param name="Role">The least role; null for everybody.</param>
internal sealed record Needs(Role? Role);
