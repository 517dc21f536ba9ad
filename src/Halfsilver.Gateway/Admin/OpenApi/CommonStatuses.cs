using System.Collections.Immutable;
using Halfsilver.Gateway.Admin.Access;

namespace Halfsilver.Gateway.Admin.OpenApi;

/// <summary>Statuses that paths share: those of the guard, of the login and of reading a body. No path names them itself.</summary>
internal static class CommonStatuses
{
    /// <summary>Those of one path and method.</summary>
    public static ImmutableSortedSet<int> Of(string method, RouteEndpoint endpoint)
    {
        var statuses = new SortedSet<int> { 421 };
        var role = endpoint.Metadata.GetMetadata<Needs>()?.Role;
        var changes = !HttpMethods.IsGet(method);
        if (role is not null)
        {
            // Who is known and has no role may do nothing.
            statuses.UnionWith([401, 403, 429]);
        }

        if (changes)
        {
            // Requests of other origins, and bodies that are no JSON.
            statuses.UnionWith([403, 415]);
        }

        if (endpoint.Metadata.GetMetadata<BodyTaken>() is not null)
        {
            statuses.UnionWith([400, 413]);
        }

        return [.. statuses];
    }

    /// <summary>All statuses of one path and method.</summary>
    public static ImmutableSortedSet<int> All(string method, RouteEndpoint endpoint) =>
        Of(method, endpoint).Union(endpoint.Metadata.GetOrderedMetadata<AnswerStatuses>().SelectMany(answers => answers.Statuses));
}
