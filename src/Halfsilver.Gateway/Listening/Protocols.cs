using Microsoft.AspNetCore.Connections;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// Looks at a connection's first bytes: the preface of HTTP/2 goes on to Kestrel and comes back through
/// <see cref="HttpContextFront"/>; everything else is read by <see cref="Http1Front"/>.
/// </summary>
internal static class Protocols
{
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Whether the connection opens with the HTTP/2 preface (RFC 9113 §3.4). Nothing is consumed.</summary>
    public static async ValueTask<bool> IsHttp2Async(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync();
            var bytes = read.Buffer;
            var looked = Math.Min((int)Math.Min(bytes.Length, int.MaxValue), Preface.Length);
            var begins = Begins(bytes, looked);
            var decided = !begins || looked == Preface.Length || read.IsCompleted || read.IsCanceled;
            input.AdvanceTo(bytes.Start, decided ? bytes.Start : bytes.End);
            if (decided)
            {
                return begins && looked == Preface.Length;
            }
        }
    }

    private static bool Begins(in System.Buffers.ReadOnlySequence<byte> bytes, int length)
    {
        Span<byte> first = stackalloc byte[24];
        System.Buffers.BuffersExtensions.CopyTo(bytes.Slice(0, length), first);
        return first[..length].SequenceEqual(Preface[..length]);
    }
}
