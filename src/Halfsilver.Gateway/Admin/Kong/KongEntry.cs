using System.Text.Json.Nodes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>An object as it is found.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Entity">The object; one of the document is the document's own.</param>
internal sealed record KongEntry(EntityKind Kind, JsonObject Entity)
{
    /// <summary>Whether it was written over these interfaces. Others are made of what the plan has from elsewhere.</summary>
    public bool IsOwn { get; init; } = true;

    /// <summary>The plan's route that a derived route is, or that a derived plugin is on.</summary>
    public Route? Route { get; init; }

    /// <summary>The mirror that a derived plugin is.</summary>
    public Mirror? Mirror { get; init; }

    /// <summary>Its id.</summary>
    public string Id => Entity.Text("id")!;

    /// <summary>What people call it.</summary>
    public string Name => Entity.Text(Kind.Key) ?? Id;

    /// <summary>The object with all of its fields.</summary>
    public JsonObject Shown => Kind.Filled(Entity);
}
