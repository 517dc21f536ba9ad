using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Vrata.Keys;

/// <summary>The outermost keys: a snapshot, alone or as the interface gives it, or a dump.</summary>
internal static class FileKeys
{
    public static GroupShape File => field ??= new("file", "A snapshot or a dump of the configuration; as the interface gives a snapshot, it stands under `snapshot`.", () =>
    [
        .. Lists,
        new("snapshot", Snapshot, "The snapshot inside what the interface gives."),
        new("id", VrataKinds.Text, "The snapshot's id."),
        new("name", VrataKinds.Text, "The snapshot's name."),
        new("createdAt", VrataKinds.Any, "When it was made."),
        new("active", VrataKinds.Any, "Whether Vrata's proxies serve it."),
        new("secrets", VrataKinds.Any, "Secrets that a snapshot has put into its other parts.") { Ignored = "what a secret is put into is read as it stands" },
    ]);

    private static GroupShape Snapshot => field ??= new("snapshot", "A whole configuration.", () => [.. Lists]);

    private static IEnumerable<Key> Lists =>
    [
        new("listeners", new ListShape("listeners", ListenerKeys.Listener), "Where clients connect.") { DefaultWords = "one on port 8000" },
        new("routes", new ListShape("routes", RouteKeys.Route), "Which requests go where; the first that holds counts, those of groups before the others."),
        new("groups", new ListShape("groups", RouteKeys.Group), "Routes with something in common."),
        new("destinations", new ListShape("destinations", DestinationKeys.Destination), "Where requests can go."),
        new("middlewares", new ListShape("middlewares", MiddlewareKeys.Middleware), "What is done beside."),
    ];
}
