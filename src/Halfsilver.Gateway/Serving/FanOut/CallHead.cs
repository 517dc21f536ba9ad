using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>Writes the head of one call: from nothing but what its record lets through.</summary>
internal sealed class CallHead
{
    private const int OwnLines = 128;

    private readonly byte[]? _method;
    private readonly TargetTemplate? _target;
    private readonly byte[][]? _query;
    private readonly byte[][]? _fields;
    private readonly byte[][] _replaced;
    private readonly byte[] _set;
    private readonly bool _reads;

    /// <param name="call">The record.</param>
    /// <param name="target">Its path, compiled; null where that is the client's.</param>
    /// <param name="reads">Whether the answer is read here, so that it must come in the clear, and with a body.</param>
    public CallHead(FanOutCall call, TargetTemplate? target, bool reads)
    {
        _method = call.Method is { } method ? Encoding.ASCII.GetBytes(method) : null;
        _target = target;
        _query = Names(call.Query);
        _fields = Names(call.Fields);
        _reads = reads;
        _replaced = [.. call.SetFields.Select(field => Encoding.ASCII.GetBytes(field.Name)), .. reads ? ["Accept-Encoding"u8.ToArray()] : Array.Empty<byte[]>()];
        var lines = call.SetFields.Select(field => $"{field.Name}: {field.Value}\r\n");
        var open = reads && !call.SetFields.Any(field => field.Name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase));
        _set = Encoding.UTF8.GetBytes(string.Concat(open ? lines.Prepend("Accept-Encoding: identity\r\n") : lines));
    }

    /// <summary>Writes the head as the client could have sent it; the caller owns the buffer. Null where the path lacks a parameter.</summary>
    public byte[]? Write(RequestHead client, long bodyLength, CallLine line, out int length)
    {
        length = 0;
        var target = line.Redirected ?? _target?.Fill(client.Path, line.Answers);
        if (_target is not null && target is null)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(
            client.Length + (_method?.Length ?? 0) + (target?.Length ?? 0) + _set.Length + (2 * client.Authority.Length) + OwnLines);
        var writer = new ByteWriter(buffer);
        writer.Write(MethodOf(client, line));
        writer.Write(" "u8);
        writer.Write(target ?? client.Path);
        if (line.Redirected is null)
        {
            WriteQuery(client, ref writer);
        }

        writer.Write(" HTTP/1.1\r\nHost: "u8);
        writer.Write(client.Authority);
        writer.Write("\r\n"u8);
        foreach (ref readonly var field in client.Fields)
        {
            if (Passes(client, field))
            {
                writer.Write(client.Line(field));
            }
        }

        writer.Write(_set);
        if (bodyLength > 0)
        {
            writer.Write("Content-Length: "u8);
            writer.Write(bodyLength);
            writer.Write("\r\n"u8);
        }

        writer.Write("\r\n"u8);
        length = writer.Written;
        return buffer;
    }

    private ReadOnlySpan<byte> MethodOf(RequestHead client, CallLine line)
    {
        var method = _method ?? (_reads && client.Method.SequenceEqual("HEAD"u8) ? "GET"u8 : client.Method);
        return line.AsGet && !method.SequenceEqual("HEAD"u8) ? "GET"u8 : method;
    }

    private bool Passes(RequestHead client, in FieldLine line)
    {
        if (line.HopByHop || line.Kind is FieldKind.Host or FieldKind.ContentLength or FieldKind.Expect or FieldKind.Halfsilver)
        {
            return false;
        }

        var name = client.Name(line);
        return !IsAmong(_replaced, name) && (_fields is null || IsAmong(_fields, name));
    }

    private void WriteQuery(RequestHead client, ref ByteWriter writer)
    {
        // What goes on is not touched: neither its octets nor its order.
        var mark = _target is { HasQuery: true } ? (byte)'&' : (byte)'?';
        if (_query is null)
        {
            if (!client.Query.IsEmpty)
            {
                writer.Write([mark]);
                writer.Write(client.Query[1..]);
            }

            return;
        }

        var rest = client.Query.IsEmpty ? default : client.Query[1..];
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'&');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            var pairs = new QueryPairs(pair);
            if (!pairs.Next() || !HasName(pairs.Key))
            {
                continue;
            }

            writer.Write([mark]);
            writer.Write(pair);
            mark = (byte)'&';
        }
    }

    private bool HasName(ReadOnlySpan<byte> key)
    {
        foreach (var name in _query!)
        {
            if (QueryPairs.Equal(key, name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAmong(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (var one in names)
        {
            if (FieldNames.Is(one, name))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[][]? Names(ImmutableArray<string>? names) => names is { } all ? [.. all.Select(Encoding.UTF8.GetBytes)] : null;
}
