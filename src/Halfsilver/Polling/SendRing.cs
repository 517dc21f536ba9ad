using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Halfsilver.Polling;

/// <summary>
/// Many small sends, to as many sockets, in one system call (<c>io_uring(7)</c>). None of them waits. It lives as long as the process; one
/// thread at a time uses it.
/// </summary>
internal sealed unsafe class SendRing
{
    /// <summary>The process' switch; off: there are no rings.</summary>
    public const string Switch = "Halfsilver.IoUring";

    /// <summary>Sends that one call makes at most. Their sockets are held meanwhile: who closes one, or hears of it elsewhere, waits.</summary>
    public const int Places = 64;

    /// <summary>Bytes of one send at most: they are copied, to stay where they are while the system reads them.</summary>
    public const int Room = 4096;

    /// <summary>The system did not come to this send.</summary>
    public const int NotTried = int.MinValue;

    private readonly int _ring;
    private readonly RingSend* _sends;
    private readonly uint* _sendTail;
    private readonly RingEnd* _ends;
    private readonly uint* _endHead;
    private readonly uint* _endTail;
    private readonly uint _endMask;

    private SendRing(int ring, byte* rings, RingSend* sends, in RingParameters parameters)
    {
        _ring = ring;
        _sends = sends;
        _sendTail = (uint*)(rings + parameters.SubmissionTail);
        _ends = (RingEnd*)(rings + parameters.EndArray);
        _endHead = (uint*)(rings + parameters.EndHead);
        _endTail = (uint*)(rings + parameters.EndTail);
        _endMask = *(uint*)(rings + parameters.EndMask);
        var order = (uint*)(rings + parameters.SubmissionArray);
        var memory = (byte*)NativeMemory.Alloc(Places * Room);
        for (var i = 0; i < Places; i++)
        {
            order[i] = (uint)i;
            sends[i] = new RingSend { Code = RingSend.Send, Start = memory + (i * Room), Flags = SystemCalls.SendFlags, Place = (ulong)i };
        }
    }

    /// <summary>A ring, or null where the system has none for this process, or somebody does not want one.</summary>
    public static SendRing? TryCreate()
    {
        if (AppContext.TryGetSwitch(Switch, out var wanted) && !wanted)
        {
            return null;
        }

        var parameters = default(RingParameters);
        var ring = RingCalls.Create(Places, &parameters);
        if (ring < 0)
        {
            return null;
        }

        if ((parameters.Features & RingParameters.Needed) == RingParameters.Needed && parameters.Submissions == Places)
        {
            var length = Math.Max(parameters.SubmissionArray + (Places * sizeof(uint)), parameters.EndArray + (parameters.Ends * (uint)sizeof(RingEnd)));
            var rings = RingCalls.Map(ring, RingPart.Rings, length);
            var sends = RingCalls.Map(ring, RingPart.Submissions, (nuint)(Places * sizeof(RingSend)));
            if (rings != null && sends != null && RingCalls.Enter(ring, 0, 0) == 0)
            {
                return new SendRing(ring, rings, (RingSend*)sends, in parameters);
            }
        }

        _ = RingCalls.Close(ring);
        return null;
    }

    /// <summary>Makes the sends of operations that are held. Results are those of <see cref="SocketResult"/>, or <see cref="NotTried"/>.</summary>
    public void Send(ReadOnlySpan<PolledSend> operations, Span<int> results)
    {
        var first = *_sendTail;
        for (var i = 0; i < operations.Length; i++)
        {
            ref var send = ref _sends[Place(first, i)];
            var bytes = operations[i].Bytes;
            send.Descriptor = operations[i].Descriptor;
            send.Length = bytes.Length;
            bytes.CopyTo(new Span<byte>(send.Start, Room));
            results[i] = NotTried;
        }

        Volatile.Write(ref *_sendTail, first + (uint)operations.Length);
        var (taken, ended) = (0, 0);
        while (ended < operations.Length)
        {
            var count = RingCalls.Enter(_ring, operations.Length - taken, operations.Length - ended);
            taken += Math.Max(0, count);
            ended += Collect(first, results);
            if (count < 0 && count != -RingCalls.Interrupted)
            {
                // What was taken ends before the call does; only then may the rest be taken back.
                if (ended < taken)
                {
                    throw new SocketException(-count);
                }

                Volatile.Write(ref *_sendTail, first + (uint)taken);
                return;
            }
        }
    }

    private static uint Place(uint first, int number) => (first + (uint)number) % Places;

    private int Collect(uint first, Span<int> results)
    {
        var head = *_endHead;
        var count = (int)(Volatile.Read(ref *_endTail) - head);
        for (var i = 0; i < count; i++)
        {
            var end = _ends[(head + (uint)i) & _endMask];
            results[(int)(((uint)end.Place - first) % Places)] = end.Result >= 0 ? end.Result : SocketResult.OfNumber(-end.Result);
        }

        Volatile.Write(ref *_endHead, head + (uint)count);
        return count;
    }
}
