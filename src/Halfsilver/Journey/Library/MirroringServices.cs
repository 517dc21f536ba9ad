using Halfsilver;
using Halfsilver.Journey.Library;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds mirroring to an application.</summary>
public static class MirroringServiceCollectionExtensions
{
    /// <summary>
    /// Adds mirroring as code says. May be called several times, and together with the overload for configuration: all mirrors count. The
    /// application fails to start with a <see cref="Halfsilver.Planning.PlanRefusedException"/> that carries every problem of the options.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Says which requests are copied, and where to.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMirroring(this IServiceCollection services, Action<MirroringOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services.Configure(configure));
    }

    /// <summary>
    /// Adds mirroring as configuration says; read once, at the start. An empty section means no mirrors. Keys that are not known are
    /// problems, and like all problems keep the application from starting.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The section, by habit <c>Mirroring</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMirroring(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        return Add(services.Configure<MirroringOptions>(options => new MirroringSection(options).Read(configuration)));
    }

    private static IServiceCollection Add(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(AppMirroring)))
        {
            return services;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AppMirroring>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<AppMirroring>());
        services.AddSingleton(provider => new MirroringSwitch(provider.GetRequiredService<AppMirroring>()));
        return services;
    }
}
