using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Names of custom resources as the rest of the configuration knows them: behind their namespace.</summary>
internal static class ResourceNames
{
    public static string Of(string space, string name) => $"{space}-{name}";

    /// <summary>The middleware that a reference names.</summary>
    public static Reference? Middleware(MapItem group, string space)
    {
        if (group.Entries.GetValueOrDefault("name") is not ValueItem { Value: string name } named)
        {
            return null;
        }

        return name.Contains('@', StringComparison.Ordinal)
            ? Reference.Of(named, Reference.Resources)
            : new Reference(Reference.Resources, Of(group.Text("namespace") ?? space, name), named.Path, named.Place);
    }

    /// <summary>The namespace of the object that an item stands in, from its path as <c>Middleware[apps/strip].spec</c>.</summary>
    public static string SpaceOf(Item item)
    {
        var open = item.Path.IndexOf('[', StringComparison.Ordinal);
        var slash = item.Path.IndexOf('/', StringComparison.Ordinal);
        return open >= 0 && slash > open ? item.Path[(open + 1)..slash] : "default";
    }
}
