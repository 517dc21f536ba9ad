using Halfsilver.Upstreams;
using Halfsilver.Wire;

namespace Halfsilver.Journey;

/// <summary>
/// A primary's connection that has changed protocols (101), joined to its client's: bytes go both ways until both sides have ended, or one
/// has failed. It outlives the exchange, and owns the connection.
/// </summary>
internal sealed class Splice : Deadline
{
    private readonly Exchange _exchange;
    private readonly WireConnection _primary;
    private readonly Endpoint _endpoint;
    private readonly DeadlineWheel _wheel;
    private ClientStream? _client;
    private TimeSpan _idle;
    private long _active;

    public Splice(Exchange exchange, WireConnection primary, Endpoint endpoint)
    {
        _exchange = exchange;
        _primary = primary;
        _endpoint = endpoint;
        _wheel = exchange.Instance.Wheel;
        endpoint.Begin();
        exchange.Instance.Splices.Add(this);
        exchange.Route?.Meter.Upgraded();
    }

    /// <summary>Moves bytes until there are no more.</summary>
    /// <param name="client">The client's side, its answer's head sent.</param>
    /// <param name="idle">Ends it when neither side has sent a byte for so long; null never does.</param>
    public async ValueTask RunAsync(ClientStream client, TimeSpan? idle)
    {
        Volatile.Write(ref _client, client);

        // A client that sends no more is not gone: from here on the bytes alone say how it ends.
        _exchange.Detach();
        _idle = idle ?? TimeSpan.Zero;
        if (idle is not null)
        {
            _active = _wheel.Timestamp;
            Arm(_wheel, _idle);
        }

        // A side that fails closes both connections, so neither of the two waits for ever.
        var up = UpAsync(client).AsTask();
        await DownAsync(client);
        await up;
        Volatile.Write(ref _client, null);
        Disarm();
        _primary.Retire();
        _endpoint.End();
        _exchange.Instance.Splices.Remove(this);
    }

    /// <summary>Ends both sides now. Any thread, any number of times.</summary>
    public void Close()
    {
        _primary.Close();
        Volatile.Read(ref _client)?.Abort();
    }

    protected override void Expire()
    {
        var left = _idle - _wheel.Time.GetElapsedTime(Volatile.Read(ref _active));
        if (left > TimeSpan.Zero && Volatile.Read(ref _client) is not null)
        {
            Arm(_wheel, left);
            return;
        }

        Close();
    }

    private async ValueTask UpAsync(ClientStream client)
    {
        while (true)
        {
            var read = await client.ReadAsync();
            if (read is not { } bytes)
            {
                Close();
                return;
            }

            if (bytes.IsEmpty)
            {
                _primary.EndSending();
                return;
            }

            Touch();
            foreach (var piece in bytes)
            {
                if (await _primary.SendAsync(piece) < 0)
                {
                    client.Release();
                    Close();
                    return;
                }
            }

            client.Release();
        }
    }

    private async ValueTask DownAsync(ClientStream client)
    {
        // What came behind the 101 is the new protocol's already.
        var bytes = _primary.Answers.Rest;
        while (true)
        {
            if (!bytes.IsEmpty && !await client.SendAsync(bytes))
            {
                Close();
                return;
            }

            var received = await _primary.ReceiveAsync(0);
            if (received <= 0)
            {
                if (received == 0)
                {
                    await client.EndAsync();
                }
                else
                {
                    Close();
                }

                return;
            }

            Touch();
            bytes = _primary.Buffer.AsMemory(0, received);
        }
    }

    private void Touch()
    {
        if (_idle > TimeSpan.Zero)
        {
            Volatile.Write(ref _active, _wheel.Timestamp);
        }
    }
}
