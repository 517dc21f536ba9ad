using Halfsilver.Stores.Sqlite;
using Microsoft.AspNetCore.Hosting.Server;

namespace Halfsilver.Gateway;

/// <summary>
/// Loads code that every gateway needs a little later, while its plan is read: SQLite, and what servers are put together from. Nothing but
/// loaded code is left of it, and nothing waits for it: what goes wrong here goes wrong again where it is needed, and is told there.
/// </summary>
internal static class EarlyLoad
{
    /// <summary>Begins, where there is a processor to spare.</summary>
    public static void Begin()
    {
        if (Environment.ProcessorCount > 1)
        {
            _ = Task.Run(LoadAsync);
        }
    }

    private static async Task LoadAsync()
    {
        _ = SqliteLibrary.Version;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        var server = builder.Build();
        _ = server.UseRouting().ApplicationServices.GetRequiredService<IServer>();
        await server.DisposeAsync();
    }
}
