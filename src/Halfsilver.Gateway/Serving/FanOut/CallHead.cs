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
    private readonly byte[]? _method;
    private readonly PathChange? _path;
    private readonly byte[][]? _query;
    private readonly byte[][]? _fields;
    private readonly byte[][] _replaced;
    private readonly byte[] _set;

    public CallHead(FanOutCall call, PathChange? path)
    {
        _method = call.Method is { } method ? Encoding.ASCII.GetBytes(method) : null;
        _path = path;
        _query = Names(call.Query);
        _fields = Names(call.Fields);
        _replaced = [.. call.SetFields.Select(field => Encoding.ASCII.GetBytes(field.Name))];
        _set = Encoding.UTF8.GetBytes(string.Concat(call.SetFields.Select(field => $"{field.Name}: {field.Value}\r\n")));
    }

    /// <summary>Writes the head as the client could have sent it; the caller owns the buffer.</summary>
    public byte[] Write(RequestHead client, long bodyLength, out int length)
    {
        var path = _path?.Apply(client.Path, client.Path);
        var buffer = ArrayPool<byte>.Shared.Rent(client.Length + (path?.Length ?? 0) + _set.Length + (2 * client.Authority.Length) + 128);
        var writer = new ByteWriter(buffer);
        writer.Write(_method ?? (client.Method.SequenceEqual("HEAD"u8) ? "GET"u8 : client.Method));
        writer.Write(" "u8);
        writer.Write(path ?? client.Path);
        WriteQuery(client, ref writer);
        writer.Write(" HTTP/1.1\r\nHost: "u8);
        writer.Write(client.Authority);
        writer.Write("\r\n"u8);
        foreach (ref readonly var line in client.Fields)
        {
            if (Passes(client, line))
            {
                writer.Write(client.Line(line));
            }
        }

        // Answers are read here: in the clear, please.
        writer.Write("Accept-Encoding: identity\r\n"u8);
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

    private bool Passes(RequestHead client, in FieldLine line)
    {
        if (line.HopByHop || line.Kind is FieldKind.Host or FieldKind.ContentLength or FieldKind.Expect or FieldKind.Halfsilver)
        {
            return false;
        }

        var name = client.Name(line);
        return !FieldNames.Is(name, "accept-encoding"u8) && !IsAmong(_replaced, name) && (_fields is null || IsAmong(_fields, name));
    }

    private void WriteQuery(RequestHead client, ref ByteWriter writer)
    {
        if (_query is null)
        {
            writer.Write(client.Query);
            return;
        }

        // What goes on is not touched: neither its octets nor its order.
        var mark = (byte)'?';
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
