using System.Buffers;
using System.Text;
using Halfsilver.Journey;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Halfsilver.Gateway.Listening;

/// <summary>An answer that Kestrel writes.</summary>
internal sealed class HttpContextAnswer(HttpContext context) : AnswerSink
{
    /// <summary>Kestrel writes no interim answers; HTTP/2 clients do without.</summary>
    public override ValueTask<bool> InterimAsync(AnswerHead head) => new(true);

    public override void Start(AnswerHead head, BodyFraming framing, long length)
    {
        Status = head.Status;
        var response = context.Response;
        response.StatusCode = head.Status;
        foreach (ref readonly var field in head.Fields)
        {
            if (!field.HopByHop)
            {
                response.Headers.Append(Encoding.Latin1.GetString(head.Name(field)), Encoding.Latin1.GetString(head.Value(field)));
            }
        }
    }

    public override void Write(ReadOnlySpan<byte> piece) => context.Response.BodyWriter.Write(piece);

    public override async ValueTask<bool> FlushAsync()
    {
        try
        {
            return !(Lost |= (await context.Response.BodyWriter.FlushAsync()).IsCompleted);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Lost = true;
            return false;
        }
    }

    public override ValueTask<bool> EndAsync(ReadOnlyMemory<byte> trailers)
    {
        if (!trailers.IsEmpty && context.Features.Get<IHttpResponseTrailersFeature>() is { } feature)
        {
            foreach (var line in Encoding.Latin1.GetString(trailers.Span).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                feature.Trailers.Append(line[..colon], line[(colon + 1)..].Trim());
            }
        }

        Ended = true;
        return FlushAsync();
    }

    public override void Abort()
    {
        Status = Status == 0 ? 502 : Status;
        context.Abort();
    }
}
