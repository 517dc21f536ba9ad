using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Control;
using Halfsilver.Stores;

namespace Halfsilver.Gateway.Admin;

/// <summary>What a request says about the change that it asks for.</summary>
internal static class ChangeBy
{
    /// <summary>By which way a change comes: our command line and our console say so; all others are the API.</summary>
    public const string SourceField = "X-Change-Source";

    /// <summary>Why.</summary>
    public const string MessageField = "X-Change-Message";

    /// <summary>The change: its author, its way, its reason, the revision it was made for, whether it is only to be tried.</summary>
    /// <exception cref="RefusedRequestException">A part of it cannot be read.</exception>
    public static ChangeRequest Read(HttpContext context)
    {
        var said = context.Request.Headers[SourceField].ToString();
        var source = said is ChangeSource.Cli or ChangeSource.Console ? said : ChangeSource.Api;
        return new ChangeRequest
        {
            By = new ChangeNote(Caller.Of(context) is { Kind: not CallerKind.Anonymous } caller ? caller.Name : source, source, AdminText.Line(context.Request.Headers[MessageField], ""))
            {
                Address = context.Connection.RemoteIpAddress?.ToString(),
                RequestId = context.TraceIdentifier,
            },
            Expects = RevisionTag.Expected(context.Request),
            DryRun = Switch(context.Request, "dryRun"),
        };
    }

    /// <summary>A yes or no of the query; no where it is not there.</summary>
    /// <exception cref="RefusedRequestException">It is neither.</exception>
    public static bool Switch(HttpRequest request, string name) => request.Query[name].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        var other => throw new RefusedRequestException(400, "validation", "The query cannot be read", $"{name}: '{AdminText.Line(other, "")}' is neither true nor false"),
    };

    /// <summary>A number of the query; the fallback where it is not there.</summary>
    /// <exception cref="RefusedRequestException">It is none, or out of range.</exception>
    public static long? Number(HttpRequest request, string name, long? fallback, long most)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return fallback;
        }

        return long.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) && number >= 1 && number <= most
            ? number
            : throw new RefusedRequestException(400, "validation", "The query cannot be read", $"{name}: '{AdminText.Line(text, "")}' is no number from 1 to {most}");
    }
}
