namespace Halfsilver.Gateway.Admin.Vrata;

/// <summary>A kind of Vrata's objects.</summary>
/// <param name="List">Where they stand in a document and in paths, as <c>routes</c>.</param>
/// <param name="Word">One of them, as <c>route</c>.</param>
internal sealed record VrataKind(string List, string Word)
{
    public static readonly VrataKind Routes = new("routes", "route");
    public static readonly VrataKind Groups = new("groups", "group");
    public static readonly VrataKind Destinations = new("destinations", "destination");
    public static readonly VrataKind Middlewares = new("middlewares", "middleware");
    public static readonly VrataKind Listeners = new("listeners", "listener");

    /// <summary>Those that can be written; listeners are what the gateway was started with.</summary>
    public static readonly VrataKind[] Written = [Routes, Groups, Destinations, Middlewares];
}
