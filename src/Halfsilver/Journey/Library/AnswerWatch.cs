using Halfsilver.Sending;
using Microsoft.AspNetCore.Http;

namespace Halfsilver.Journey.Library;

/// <summary>
/// Follows an answer that copies depend on: holds its beginning for those that are awaited, and lets those go that are due when the client
/// has the whole of it. It knows the answer's beginning and end from the server, and touches nothing.
/// </summary>
internal sealed class AnswerWatch
{
    private readonly HttpContext _context;
    private readonly MirroredRequest _request;
    private readonly TappedBody? _body;
    private readonly AppMirroring _mirroring;
    private CancellationTokenRegistration _gone;
    private bool _cut;

    private AnswerWatch(HttpContext context, MirroredRequest request, TappedBody? body, AppMirroring mirroring) =>
        (_context, _request, _body, _mirroring) = (context, request, body, mirroring);

    /// <summary>Begins; from here on the request is put back here.</summary>
    public static AnswerWatch Begin(HttpContext context, MirroredRequest request, TappedBody? body, AppMirroring mirroring)
    {
        var watch = new AnswerWatch(context, request, body, mirroring);
        if (request.Awaits)
        {
            watch._gone = context.RequestAborted.UnsafeRegister(static state => ((MirroredRequest)state!).ClientGone(), request);
            context.Response.OnStarting(static state => ((AnswerWatch)state).HoldAsync(), watch);
        }

        context.Response.OnCompleted(static state => ((AnswerWatch)state).CompletedAsync(), watch);
        return watch;
    }

    /// <summary>The application has returned, or thrown in the middle of its answer: then the client has not the whole of it.</summary>
    public void Left(bool whole) => _cut = !whole;

    // Whoever streams events would be held until the mirror has ended its stream; who still sends its body would wait for itself.
    private async Task HoldAsync()
    {
        var type = _context.Response.ContentType;
        if (_body is null or { HasEnded: true } && type?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) != true)
        {
            _mirroring.Awaited(await _request.WaitAsync(_mirroring.Instance));
        }
    }

    private async Task CompletedAsync()
    {
        await _gone.DisposeAsync();
        _request.End(
            _mirroring.Instance, _context.RequestAborted.IsCancellationRequested ? Fate.ClientAbort : _cut ? Fate.PrimaryCut : null);
        _request.PutBack();
    }
}
