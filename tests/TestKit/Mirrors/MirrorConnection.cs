using System.Net.Sockets;

namespace TestKit;

/// <summary>One connection to a <see cref="BadMirror"/>, as its behaviour sees it.</summary>
internal sealed class MirrorConnection(BadMirror mirror, Socket socket, CancellationToken stop)
{
    private readonly ByteSource _source = new(socket);

    public CancellationToken Stop => stop;

    /// <summary>Waits for the first byte of a request and counts it; false when the sender ended.</summary>
    public async ValueTask<bool> BeginRequestAsync()
    {
        if (_source.Count == 0 && !await _source.FillAsync(stop))
        {
            return false;
        }

        mirror.CountRequest();
        return true;
    }

    /// <summary>Reads a whole request; null when the sender ended before it was whole.</summary>
    public async ValueTask<RecordedRequest?> ReadRequestAsync()
    {
        if (await ReadHeadAsync() is not { } request)
        {
            return null;
        }

        return await RequestReader.ReadBodyAsync(_source, request, keep: 0, stop) ? request : null;
    }

    /// <summary>Reads a head and leaves the body.</summary>
    public async ValueTask<RecordedRequest?> ReadHeadAsync()
    {
        if (!await BeginRequestAsync())
        {
            return null;
        }

        var request = new RecordedRequest(0, 0);
        await RequestReader.ReadHeadAsync(_source, request, TimeProvider.System, stop);
        return request.HeadEnded ? request : null;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await socket.SendAllAsync(bytes, stop);
        mirror.CountSent(bytes.Length);
    }

    public ValueTask SendAsync(string text) => SendAsync(Bytes.Of(text));

    /// <summary>Sends a byte at a time: one for each time <paramref name="turn"/> ends.</summary>
    public async ValueTask DripAsync(string text, Func<CancellationToken, Task> turn)
    {
        foreach (var c in text)
        {
            await turn(stop);
            await SendAsync(c.ToString());
        }
    }

    public void Reset() => Sockets.Reset(socket);

    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads away what comes until the peer ends.</summary>
    public async Task DrainAsync()
    {
        do
        {
            _source.Skip(_source.Count);
        }
        while (await _source.FillAsync(stop));
    }
}
