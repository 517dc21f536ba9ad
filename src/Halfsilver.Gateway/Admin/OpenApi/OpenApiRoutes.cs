using System.Text.Encodings.Web;
using System.Text.Json;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.OpenApi;

/// <summary>The document over HTTP.</summary>
internal static class OpenApiRoutes
{
    private static readonly JsonSerializerOptions s_layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Maps its path. It is written at the first request, when every path is mapped.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        var text = new Lazy<string>(() => TextOf(app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()));
        app.MapGet(OpenApiDocument.Path, Role.Viewer, context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(text.Value, context.RequestAborted);
        }).Answers(200).Says("This document").GivesText(["application/json"]);
    }

    /// <summary>The document as text, ending with a line break.</summary>
    public static string TextOf(IEnumerable<RouteEndpoint> endpoints) => OpenApiDocument.Of(endpoints).ToJsonString(s_layout) + "\n";
}
