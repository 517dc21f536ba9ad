using Microsoft.AspNetCore.Http;

namespace Halfsilver.Journey.Library;

/// <summary>One request's way through an application that is mirrored: the steps of <see cref="Journey"/>, the primary being what comes next.</summary>
internal sealed class MirroringMiddleware(RequestDelegate next, AppMirroring mirroring)
{
    /// <summary>A request that no mirror wants goes on as if nobody had been here.</summary>
    public Task InvokeAsync(HttpContext context) =>
        // 2 · Match and 3 · Sample: from the head alone.
        mirroring.Choose(context) is { } request ? MirrorAsync(context, request) : next(context);

    private async Task MirrorAsync(HttpContext context, MirroredRequest request)
    {
        // 4 · Tee and 5 · Send copies: none of them waits.
        var tee = request.Send(context, mirroring.Instance);
        var body = tee is null ? null : TappedBody.Open(context, request.Head, tee);
        var answer = request.LivesOn ? AnswerWatch.Begin(context, request, body, mirroring) : null;
        if (answer is null)
        {
            request.PutBack();
        }

        var returned = false;
        try
        {
            // 6 · Primary: the application.
            await next(context);
            returned = true;
        }
        finally
        {
            body?.Close();
            answer?.Left(returned || !context.Response.HasStarted);
        }
    }
}
