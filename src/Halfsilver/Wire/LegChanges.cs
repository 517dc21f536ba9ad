namespace Halfsilver.Wire;

/// <summary>The parts of a leg's changes that are compiled elsewhere.</summary>
/// <param name="Route">The route's regular expression or template of a path.</param>
/// <param name="Copy">The copy's own.</param>
/// <param name="Method">The method that the copy is sent with; null for the client's.</param>
internal readonly record struct LegChanges(PathChange? Route, PathChange? Copy = null, string? Method = null);
