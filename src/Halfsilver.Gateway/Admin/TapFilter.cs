using Halfsilver.Gateway.Running;

namespace Halfsilver.Gateway.Admin;

/// <summary>Which ended copies a reader wants.</summary>
internal sealed record TapFilter(string? Route, string? Mirror, bool ErrorsOnly)
{
    /// <summary>From <c>?route=…&amp;mirror=…&amp;only=all|error</c>.</summary>
    public static TapFilter Read(IQueryCollection query)
    {
        var only = query["only"].FirstOrDefault() ?? "all";
        return only is "all" or "error"
            ? new TapFilter(query["route"].FirstOrDefault(), query["mirror"].FirstOrDefault(), only is "error")
            : throw new RefusedRequestException(400, "validation", "The filter is not known", $"only: '{only}' is not known; use all or error");
    }

    /// <summary>Whether a copy is wanted.</summary>
    public bool Passes(EndedCopy copy) =>
        (Route is null || string.Equals(Route, copy.Route, StringComparison.Ordinal))
        && (Mirror is null || string.Equals(Mirror, copy.Mirror, StringComparison.Ordinal))
        && (!ErrorsOnly || copy.IsError);
}
