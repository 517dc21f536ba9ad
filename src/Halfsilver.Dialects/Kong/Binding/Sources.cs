using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>A service of the files.</summary>
internal sealed class ServiceSource(MapItem item)
{
    public MapItem Item => item;

    public List<PluginSource> Plugins { get; } = [];

    /// <summary>Whether a route leads to it.</summary>
    public bool IsUsed { get; set; }

    public bool IsEnabled => item.Value("enabled", true);
}

/// <summary>A route of the files.</summary>
/// <param name="item">The route.</param>
/// <param name="service">Its service; null where it has none.</param>
/// <param name="byPattern">Whether a path is an expression because it looks like one.</param>
internal sealed class RouteSource(MapItem item, ServiceSource? service, bool byPattern)
{
    public MapItem Item => item;

    public ServiceSource? Service => service;

    public bool ByPattern => byPattern;

    public List<PluginSource> Plugins { get; } = [];

    /// <summary>Plugins that name it and its service: they go before all others.</summary>
    public List<PluginSource> ServicePlugins { get; } = [];
}

/// <summary>A plugin of the files.</summary>
internal sealed class PluginSource(MapItem item)
{
    public MapItem Item => item;

    public string Name => item.Text("name") ?? "";

    /// <summary>The configuration as its own table reads it; null before it was asked for, or where there is none.</summary>
    public MapItem? Config { get; set; }

    public bool IsRead { get; set; }
}
