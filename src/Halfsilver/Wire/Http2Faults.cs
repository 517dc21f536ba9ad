using System.Net.Sockets;

namespace Halfsilver.Wire;

/// <summary>What goes wrong with an HTTP/2 stream or connection, as results of a channel.</summary>
internal static class Http2Faults
{
    // Error codes of RFC 9113 §7 that say "this is not HTTP/2 as I know it"; the others end a stream as a reset ends a connection.
    private const long ProtocolError = 0x1;
    private const long FlowControlError = 0x3;
    private const long FrameSizeError = 0x6;
    private const long CompressionError = 0x9;
    private const long Http11Required = 0xd;

    /// <summary>Whether an exception says that an exchange failed, and nothing about this program.</summary>
    public static bool Is(Exception e) => e is HttpRequestException || StreamEnd.Is(e);

    /// <summary>0 for an end that came too early, else a negative result.</summary>
    public static int Result(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case HttpProtocolException protocol:
                    return protocol.ErrorCode is ProtocolError or FlowControlError or FrameSizeError or CompressionError or Http11Required
                        ? WireChannel.NotItsProtocol
                        : -(int)SocketError.ConnectionReset;
                case HttpIOException io when Known(io.HttpRequestError) is { } known:
                    return known;
                case HttpRequestException request when Known(request.HttpRequestError) is { } known:
                    return known;
                case FrameFloodException:
                    return WireChannel.NotItsProtocol;
                case DialFailedException:
                    return -(int)SocketError.ConnectionReset;
            }
        }

        return StreamEnd.Result(e);
    }

    private static int? Known(HttpRequestError error) => error switch
    {
        HttpRequestError.ResponseEnded => 0,
        HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError => WireChannel.NotItsProtocol,
        HttpRequestError.ConfigurationLimitExceeded => WireChannel.HeadTooLarge,
        _ => null,
    };
}

/// <summary>A connection that an exchange needed beside those that are open could not be dialled.</summary>
internal sealed class DialFailedException(DialResult result) : IOException($"Dialling ended with {result}.");
