using System.Collections.Immutable;

namespace Halfsilver.Gateway.Admin;

/// <summary>An error before it has a form.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">Which kind of error, as <c>not-found</c>.</param>
/// <param name="Title">What kind of thing is wrong.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="Errors">Each thing that is wrong, with its place; empty where the detail says all.</param>
internal sealed record ErrorAnswer(int Status, string Type, string Title, string Detail, ImmutableArray<ProblemPlace> Errors);

/// <summary>A form of errors. Users of another system's interface get them as that system writes them.</summary>
internal interface IErrorManner
{
    /// <summary>Writes the answer.</summary>
    Task WriteAsync(HttpContext context, ErrorAnswer error);
}

/// <summary>Gives requests below a path their own form of errors, before anything can refuse them.</summary>
/// <param name="manners">Each path with its form; what is below none has problems (RFC 9457).</param>
internal sealed class ErrorManners(params (PathString Below, IErrorManner Manner)[] manners)
{
    /// <summary>Chooses and goes on.</summary>
    public Task ChooseAsync(HttpContext context, RequestDelegate next)
    {
        foreach (var (below, manner) in manners)
        {
            if (context.Request.Path.StartsWithSegments(below, StringComparison.Ordinal))
            {
                context.Features.Set(manner);
                break;
            }
        }

        return next(context);
    }
}
