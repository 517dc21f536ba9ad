using Halfsilver.Gateway.Control;
using Halfsilver.Stores;
using Microsoft.Net.Http.Headers;

namespace Halfsilver.Gateway.Admin;

/// <summary>
/// Revisions as strong entity tags: <c>"r12-8c1f22aa"</c>, and <c>"r12-8c1f22aa-json"</c> where the text is JSON. The hash keeps apart revisions
/// of one number from before and after the restart of a gateway that forgets.
/// </summary>
internal static class RevisionTag
{
    /// <summary>The tag of a revision's text.</summary>
    public static string Of(Revision revision, bool json = false) => $"\"r{revision.Number}-{RevisionPlan.Mark(revision)}{(json ? "-json" : "")}\"";

    /// <summary>What If-Match asks of the active revision; null where it is not there. People may write <c>"r12"</c>.</summary>
    /// <exception cref="RefusedRequestException">It cannot be read.</exception>
    public static Func<Revision, bool>? Expected(HttpRequest request)
    {
        if (request.Headers.IfMatch.Count == 0)
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(request.Headers.IfMatch, out var tags))
        {
            throw new RefusedRequestException(400, "validation", "If-Match cannot be read", "write it as the ETag of the last answer, in quotes, or *");
        }

        return active => tags.Any(tag => tag.Tag == "*" || (!tag.IsWeak && (tag.Tag == Of(active) || tag.Tag == Of(active, json: true) || tag.Tag == $"\"r{active.Number}\"")));
    }
}
