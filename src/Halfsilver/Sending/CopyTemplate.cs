using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>What the heads of a mirror's copies look like.</summary>
internal static class CopyTemplate
{
    /// <summary>Compiles it from a checked plan.</summary>
    /// <param name="route">What the route changes for all.</param>
    /// <param name="rule">The route's rule, for the parameters of its template.</param>
    /// <param name="mirror">The mirror.</param>
    /// <param name="target">Its target.</param>
    /// <param name="expressions">Those of the whole plan; null for one mirror alone.</param>
    public static LegTemplate Compile(Rewrite route, Rule rule, Mirror mirror, EndpointsService target, Expressions? expressions = null) => LegTemplate.Compile(
        route,
        mirror.Changes.Rewrite,
        target.Host,
        new LegChanges(PathChanges.Compile(route, rule, "", [], expressions), PathChanges.Compile(mirror.Changes.Rewrite, rule, "", [], expressions), mirror.Changes.Method));
}
