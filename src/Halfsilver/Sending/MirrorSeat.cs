namespace Halfsilver.Sending;

/// <summary>Where a mirror stands in a plan.</summary>
/// <param name="Route">Label of the route.</param>
/// <param name="Node">Where in the route's services; mirrors of one node have different names.</param>
/// <param name="Owner">The route or service that the mirror is written at. Routes that share a service share the samplers of its mirrors.</param>
/// <param name="IsNested">Whether it copies what another mirror is sent.</param>
internal readonly record struct MirrorSeat(string Route, string Node, string Owner, bool IsNested = false);
