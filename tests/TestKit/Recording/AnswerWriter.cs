using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TestKit;

/// <summary>Puts an <see cref="Answer"/> on the wire. No body follows a HEAD, but its framing is told.</summary>
internal static class AnswerWriter
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    public static async ValueTask WriteAsync(Socket socket, Answer answer, bool toHead, CancellationToken stop)
    {
        if (answer.Gate is { } gate)
        {
            await gate.WaitAsync(stop);
        }

        var head = Bytes.Of(Head(answer));
        var small = !toHead && answer.Framing == Framing.Declared && answer.Pattern is null && answer.BodyGate is null;
        await socket.SendAllAsync(small ? (byte[])[.. head, .. answer.Body.Span] : head, stop);
        if (toHead || small || answer.Framing == Framing.None)
        {
            return;
        }

        if (answer.BodyGate is { } bodyGate)
        {
            await bodyGate.WaitAsync(stop);
        }

        await WriteBodyAsync(socket, answer, stop);
    }

    private static string Head(Answer answer)
    {
        var head = new StringBuilder();
        foreach (var interim in answer.Interims)
        {
            head.Append("HTTP/1.1 ").AppendJoin("\r\n", interim).Append("\r\n\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} {answer.Reason}\r\n");
        foreach (var line in answer.Fields)
        {
            head.Append(line).Append("\r\n");
        }

        return head.Append(answer.Framing switch
        {
            Framing.Declared => $"Content-Length: {answer.Length}\r\n\r\n",
            Framing.Chunked => "Transfer-Encoding: chunked\r\n\r\n",
            _ => "\r\n",
        }).ToString();
    }

    private static async ValueTask WriteBodyAsync(Socket socket, Answer answer, CancellationToken stop)
    {
        var chunked = answer.Framing == Framing.Chunked;
        var buffer = ArrayPool<byte>.Shared.Rent(answer.ChunkSize);
        try
        {
            for (long sent = 0; sent < answer.Length;)
            {
                var piece = Piece(answer, sent, buffer);
                if (chunked)
                {
                    await socket.SendAllAsync(Bytes.Of($"{piece.Length:x}\r\n"), stop);
                }

                await socket.SendAllAsync(piece, stop);
                if (chunked)
                {
                    await socket.SendAllAsync(LineEnd, stop);
                }

                sent += piece.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (chunked)
        {
            await socket.SendAllAsync(Bytes.Of($"0\r\n{string.Concat(answer.Trailers.Select(line => line + "\r\n"))}\r\n"), stop);
        }
    }

    private static ReadOnlyMemory<byte> Piece(Answer answer, long at, byte[] buffer)
    {
        if (answer.Pattern is { } pattern)
        {
            return buffer.AsMemory(0, pattern.Fill(at, buffer.AsSpan(0, answer.ChunkSize)));
        }

        var rest = answer.Body[(int)at..];
        return rest[..Math.Min(rest.Length, answer.ChunkSize)];
    }
}
