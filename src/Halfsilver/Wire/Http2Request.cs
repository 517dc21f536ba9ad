using System.Globalization;
using System.Net;
using System.Text;

namespace Halfsilver.Wire;

/// <summary>A request's head as bytes of HTTP/1.1 becomes a message that .NET's client sends as HTTP/2.</summary>
internal static class Http2Request
{
    // Heads come from the gateway's own writer, which a front's limits hold to far fewer.
    private const int MaxFields = 10_000;

    private static readonly UriCreationOptions s_asItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    [ThreadStatic]
    private static RequestHead? t_head;

    /// <summary>Reads a head that fills the first <paramref name="length"/> bytes; null when it cannot go over HTTP/2.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="length">How many are the head.</param>
    /// <param name="origin">Scheme and authority of the endpoint.</param>
    public static Http2Message? Read(byte[] buffer, int length, string origin)
    {
        var head = t_head ??= new RequestHead();
        if (RequestParser.Parse(head, buffer, length, MaxFields) != WireFault.None || head.Upgrade || head.Form == TargetForm.Authority)
        {
            return null;
        }

        var request = new HttpRequestMessage(new HttpMethod(Encoding.ASCII.GetString(head.Method)), new Uri(origin + Target(head), s_asItIs))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var body = NeedsBody(head) ? new Http2Body() : null;
        request.Content = body;
        AddFields(head, request);
        return new Http2Message(
            request, body, head.Framing, Math.Max(0, head.ContentLength), request.Headers.Host ?? "", head.Method.SequenceEqual("HEAD"u8));
    }

    private static void AddFields(RequestHead head, HttpRequestMessage request)
    {
        foreach (ref readonly var line in head.Fields)
        {
            if (line.HopByHop)
            {
                continue;
            }

            var name = Encoding.ASCII.GetString(head.Name(line));
            var value = Encoding.Latin1.GetString(head.Value(line));
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                // The fields that .NET counts to the body.
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }

            if (line.Kind == FieldKind.ContentType && value.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
            {
                // gRPC servers ask for it, to know that nobody on the way loses their trailers.
                request.Headers.TryAddWithoutValidation("TE", "trailers");
            }
        }
    }

    // Without a body the stream ends with its head; but fields that .NET counts to the body need one, if an empty one.
    private static bool NeedsBody(RequestHead head)
    {
        if (head.Framing != BodyFraming.None)
        {
            return true;
        }

        foreach (ref readonly var line in head.Fields)
        {
            if (line.Kind is FieldKind.ContentType or FieldKind.ContentLength || IsOfContent(head.Name(line)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfContent(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 => FieldNames.Is(name, "allow"u8),
        7 => FieldNames.Is(name, "expires"u8),
        11 => FieldNames.Is(name, "content-md5"u8),
        13 => FieldNames.Is(name, "content-range"u8) || FieldNames.Is(name, "last-modified"u8),
        16 => FieldNames.Is(name, "content-encoding"u8) || FieldNames.Is(name, "content-language"u8) || FieldNames.Is(name, "content-location"u8),
        19 => FieldNames.Is(name, "content-disposition"u8),
        _ => false,
    };

    /// <summary>The target as it came; octets above ASCII, which .NET's writer refuses there, percent-encoded.</summary>
    private static string Target(RequestHead head)
    {
        if (head.Form == TargetForm.Asterisk)
        {
            // .NET has no word for it; the root is the nearest that can be said.
            return "/";
        }

        if (Ascii.IsValid(head.Target))
        {
            return Encoding.ASCII.GetString(head.Target);
        }

        var target = new StringBuilder(head.Target.Length + 16);
        foreach (var octet in head.Target)
        {
            if (octet < 0x80)
            {
                target.Append((char)octet);
            }
            else
            {
                target.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return target.ToString();
    }
}

/// <summary>A request that is ready to be sent.</summary>
/// <param name="Request">Method, target and fields.</param>
/// <param name="Body">Takes the body; null where none can come.</param>
/// <param name="Framing">How the body ends in the bytes that follow the head.</param>
/// <param name="Length">Its bytes where it is declared.</param>
/// <param name="Host">The Host it is for.</param>
/// <param name="ToHead">Whether it is HEAD.</param>
internal sealed record Http2Message(HttpRequestMessage Request, Http2Body? Body, BodyFraming Framing, long Length, string Host, bool ToHead);
