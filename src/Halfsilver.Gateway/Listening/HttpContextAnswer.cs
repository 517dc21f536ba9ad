using System.Buffers;
using System.Text;
using Halfsilver.Journey;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Halfsilver.Gateway.Listening;

/// <summary>An answer that Kestrel writes.</summary>
internal sealed class HttpContextAnswer(HttpContext context) : AnswerSink
{
    private readonly RecentText _names = new();
    private readonly RecentText _values = new();
    private bool _trailersOnly;

    /// <summary>The tunnel, once the client has been told that it stands.</summary>
    public Stream? Accepted { get; private set; }

    /// <summary>Starts the answer to a new request.</summary>
    public void Begin()
    {
        Status = 0;
        Ended = Lost = _trailersOnly = false;
        Accepted = null;
    }

    /// <summary>Kestrel writes no interim answers; HTTP/2 clients do without.</summary>
    public override ValueTask<bool> InterimAsync(AnswerHead head) => new(true);

    public override async ValueTask<bool> UpgradeAsync(AnswerHead head)
    {
        try
        {
            // HTTP/2 has no 101: a tunnel stands with any 2xx (RFC 8441 §5).
            Status = StatusCodes.Status200OK;
            WriteFields(head, keepsLength: false);
            context.Response.Headers.Remove("Sec-WebSocket-Accept");
            Accepted = await context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync();
            return Ended = true;
        }
        catch (Exception e) when (ClientEnd.Is(e))
        {
            Lost = true;
            return false;
        }
    }

    public override void Start(AnswerHead head, BodyFraming framing, long length)
    {
        Status = head.Status;
        context.Response.StatusCode = head.Status;

        // gRPC's "Trailers-Only" answer is one frame that also ends the stream: nothing may go out before the end is known.
        _trailersOnly = head.Find("grpc-status"u8) >= 0;

        // Without a body only HEAD and 304 have a length to tell, as over HTTP/1.1.
        WriteFields(head, keepsLength: framing == BodyFraming.None ? head.ContentLength >= 0 : framing == BodyFraming.Length);
    }

    public override void Write(ReadOnlySpan<byte> piece) => context.Response.BodyWriter.Write(piece);

    public override async ValueTask<bool> FlushAsync()
    {
        if (_trailersOnly && !Ended)
        {
            return true;
        }

        try
        {
            if (_trailersOnly)
            {
                await context.Response.CompleteAsync();
                return true;
            }

            return !(Lost |= (await context.Response.BodyWriter.FlushAsync()).IsCompleted);
        }
        catch (Exception e) when (ClientEnd.Is(e))
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
                feature.Trailers.Append(line[..colon], line[(colon + 1)..].Trim(' ', '\t'));
            }
        }

        Ended = true;
        return FlushAsync();
    }

    public override void Abort()
    {
        Status = Status == 0 ? StatusCodes.Status502BadGateway : Status;
        context.Abort();
    }

    private void WriteFields(AnswerHead head, bool keepsLength)
    {
        var headers = context.Response.Headers;
        var place = 0;
        foreach (ref readonly var field in head.Fields)
        {
            if (!field.HopByHop && (field.Kind != FieldKind.ContentLength || keepsLength))
            {
                headers.Append(_names.Get(place, head.Name(field)), _values.Get(place, head.Value(field)));
                place++;
            }
        }
    }
}
