using Halfsilver.Journey.Library;
using Halfsilver.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts mirroring into an application.</summary>
public static class MirroringApplicationBuilderExtensions
{
    /// <summary>
    /// Copies what passes here to the mirrors. Stands before whatever reads bodies (buffering, decompression), so that copies carry what
    /// the client sent.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    /// <exception cref="InvalidOperationException">There was no <c>AddMirroring</c>.</exception>
    public static IApplicationBuilder UseMirroring(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.ApplicationServices.GetService<IServiceProviderIsService>()?.IsService(typeof(AppMirroring)) == true
            ? app.UseMiddleware<MirroringMiddleware>()
            : throw new InvalidOperationException("UseMirroring needs services.AddMirroring(...), which was not called.");
    }

    /// <summary>Serves what mirroring counts, in the Prometheus text format 0.0.4. Requests for the page are not mirrored.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The page's path. Default <c>/metrics</c>.</param>
    /// <returns>The endpoint, to say who may see it.</returns>
    /// <exception cref="InvalidOperationException">There was no <c>AddMirroring</c>.</exception>
    public static IEndpointConventionBuilder MapMirroringMetrics(this IEndpointRouteBuilder endpoints, string pattern = "/metrics")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(AppMirroring)) != true)
        {
            throw new InvalidOperationException("MapMirroringMetrics needs services.AddMirroring(...), which was not called.");
        }

        return endpoints.MapGet(pattern, WriteAsync).DisableMirroring();
    }

    /// <summary>Takes endpoints out of mirroring, where routing comes before <see cref="UseMirroring"/> (as in a <see cref="WebApplication"/>).</summary>
    /// <param name="builder">The endpoints.</param>
    /// <returns>The endpoints.</returns>
    public static TBuilder DisableMirroring<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(static endpoint => endpoint.Metadata.Add(NotMirrored.Instance));
        return builder;
    }

    private static async Task WriteAsync(HttpContext context)
    {
        var metrics = context.RequestServices.GetRequiredService<AppMirroring>().Metrics;
        context.Response.ContentType = MetricsPage.ContentType;
        MetricsPage.Write(context.Response.BodyWriter, metrics);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
