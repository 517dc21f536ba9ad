using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Halfsilver.Gateway.Listening;
using Halfsilver.Steps;
using Microsoft.AspNetCore.Connections;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>Clients' connections on poll loops, as Kestrel uses them.</summary>
public sealed class PolledTransportTests : IAsyncLifetime
{
    private readonly CountingPool _pool = new();
    private readonly List<EndPoint> _refused = [];
    private IConnectionListener _listener = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _listener = await BindAsync(new IPEndPoint(IPAddress.Loopback, 0));

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _pool.Dispose();
    }

    [Fact]
    public async Task A_connection_takes_a_block_only_while_it_has_data()
    {
        var (connection, client) = await ConnectAsync();
        using var ended = client;
        var reading = connection.Transport.Input.ReadAsync(Stop).AsTask();
        Assert.Equal(0, _pool.Lent);

        await client.SendAsync(new byte[] { 1, 2, 3 });
        var read = await Bound.Within(reading, Bound.Usual, "the bytes are there");
        Assert.Equal([1, 2, 3], read.Buffer.ToArray());
        Assert.Equal(1, _pool.Lent);

        connection.Transport.Input.AdvanceTo(read.Buffer.End);
        Assert.Equal(0, _pool.Lent);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Bytes_that_fill_a_block_to_the_brim_leave_no_other_behind_when_they_are_read()
    {
        var (connection, client) = await ConnectAsync();
        using var ended = client;
        await client.SendAsync(new byte[Block.Usual], Stop);
        var read = await connection.Transport.Input.ReadAtLeastAsync(Block.Usual, Stop);
        connection.Transport.Input.AdvanceTo(read.Buffer.End);

        await Bound.Eventually(() => _pool.Lent == 0, "nothing is held");

        await client.SendAsync(new byte[] { 1 }, Stop);
        Assert.Equal([1], (await connection.Transport.Input.ReadAsync(Stop)).Buffer.ToArray());
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Only_what_comes_faster_than_a_block_at_a_time_gets_large_ones()
    {
        var (connection, client) = await ConnectAsync();
        using var ended = client;
        var bytes = new byte[3_000_000];
        Random.Shared.NextBytes(bytes);
        var sending = client.SendAsync(bytes, Stop).AsTask();
        var read = await connection.Transport.Input.ReadAtLeastAsync(1_000_000, Stop);

        Assert.True(bytes.AsSpan().StartsWith(read.Buffer.ToArray()));
        Assert.Equal([Block.Usual, Block.Large], _pool.Sizes[..2]);

        var left = bytes.Length - read.Buffer.Length;
        connection.Transport.Input.AdvanceTo(read.Buffer.End);
        while (left > 0)
        {
            read = await connection.Transport.Input.ReadAsync(Stop);
            left -= read.Buffer.Length;
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
        }

        await sending;
        Assert.Equal(0, _pool.Lent);
        await client.SendAsync(new byte[] { 1 }, Stop);
        Assert.Equal([1], (await connection.Transport.Input.ReadAsync(Stop)).Buffer.ToArray());
        Assert.Equal(Block.Usual, _pool.Sizes[^1]);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task What_is_written_arrives_whole_however_slowly_the_client_reads()
    {
        var (connection, client) = await ConnectAsync();
        using var ended = client;
        var bytes = new byte[5_000_000];
        Random.Shared.NextBytes(bytes);
        var writing = connection.Transport.Output.WriteAsync(bytes, Stop).AsTask();

        Assert.Equal(bytes, await client.ReceiveWholeAsync(bytes.Length));
        await Bound.Within(writing, Bound.Usual, "all of it is written");
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Ended_output_leaves_the_other_direction_open()
    {
        var (connection, client) = await ConnectAsync();
        using var ended = client;
        await connection.Transport.Output.WriteAsync(new byte[] { 1 }, Stop);
        await connection.Transport.Output.CompleteAsync();
        Assert.Equal([1], await client.ReceiveWholeAsync(1));
        Assert.Equal(0, await client.ReceiveAsync(new byte[1], Stop));

        await client.SendAsync(new byte[] { 2 });
        var read = await connection.Transport.Input.ReadAsync(Stop);
        Assert.Equal([2], read.Buffer.ToArray());
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_leaves_is_read_to_its_end_and_then_told_of()
    {
        var (connection, client) = await ConnectAsync();
        var told = new TaskCompletionSource();
        await using var registered = connection.ConnectionClosed.Register(told.SetResult);
        await client.SendAsync(new byte[] { 1, 2 });
        client.Dispose();

        await Bound.Within(told.Task, Bound.Usual, "it is told");
        var read = await connection.Transport.Input.ReadAtLeastAsync(2, Stop);
        Assert.Equal([1, 2], read.Buffer.ToArray());
        connection.Transport.Input.AdvanceTo(read.Buffer.End);
        Assert.True((await connection.Transport.Input.ReadAsync(Stop)).IsCompleted);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_reset_is_what_Kestrel_knows_as_one()
    {
        var (connection, client) = await ConnectAsync();
        client.Close(timeout: 0);

        await Assert.ThrowsAsync<ConnectionResetException>(async () => await connection.Transport.Input.ReadAsync(Stop));
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task An_aborted_connection_is_reset_and_ends_here_with_its_reason()
    {
        var (connection, client) = await ConnectAsync();
        using var ended = client;
        var reason = new ConnectionAbortedException("Enough.");
        var reading = connection.Transport.Input.ReadAsync(Stop).AsTask();
        connection.Abort(reason);

        Assert.Same(reason, await Assert.ThrowsAsync<ConnectionAbortedException>(() => reading));
        var seen = await Assert.ThrowsAsync<SocketException>(async () => await client.ReceiveAsync(new byte[1], Stop));
        Assert.Equal(SocketError.ConnectionReset, seen.SocketErrorCode);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task An_abort_is_told_of_though_nobody_reads_what_has_come()
    {
        var (connection, client) = await ConnectAsync();
        using var ended = client;
        var told = new TaskCompletionSource();
        await using var registered = connection.ConnectionClosed.Register(told.SetResult);
        var sending = client.SendAsync(new byte[20_000_000], Stop).AsTask();
        Assert.False(told.Task.IsCompleted);
        var read = await connection.Transport.Input.ReadAtLeastAsync(1024 * 1024, Stop);
        connection.Transport.Input.AdvanceTo(read.Buffer.Start);

        connection.Abort(new ConnectionAbortedException("Enough."));

        await Bound.Within(told.Task, Bound.Usual, "it is told");
        await Assert.ThrowsAsync<SocketException>(() => sending);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_that_is_disposed_of_lets_its_last_bytes_go_first()
    {
        var (connection, client) = await ConnectAsync();
        using var ended = client;
        var bytes = new byte[60_000];
        await connection.Transport.Output.WriteAsync(bytes, Stop);
        await connection.DisposeAsync();

        Assert.Equal(bytes, await client.ReceiveWholeAsync(bytes.Length));
        Assert.Equal(0, await client.ReceiveAsync(new byte[1], Stop));
        Assert.Equal(0, _pool.Lent);
    }

    [Fact]
    public async Task Both_ends_of_a_connection_are_known()
    {
        var (connection, client) = await ConnectAsync();
        using var ended = client;
        Assert.Equal(client.LocalEndPoint, connection.RemoteEndPoint);
        Assert.Equal(client.RemoteEndPoint, connection.LocalEndPoint);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task An_address_in_use_is_said_to_be()
    {
        await Assert.ThrowsAsync<AddressInUseException>(async () => await BindAsync(_listener.EndPoint));
    }

    [Fact]
    public async Task A_listener_that_is_unbound_accepts_no_more()
    {
        var accepting = _listener.AcceptAsync(Stop).AsTask();
        await _listener.UnbindAsync(Stop);
        Assert.Null(await Bound.Within(accepting, Bound.Usual, "it ends"));
        Assert.Empty(_refused);
    }

    private ValueTask<IConnectionListener> BindAsync(EndPoint endpoint) => new PolledTransport(_pool, _refused.Add).BindAsync(endpoint, Stop);

    private async Task<(ConnectionContext Connection, Socket Client)> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var accepting = _listener.AcceptAsync(Stop);
        await client.ConnectAsync(_listener.EndPoint, Stop);
        return ((await accepting)!, client);
    }

    /// <summary>The blocks of the gateway, counted.</summary>
    private sealed class CountingPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
    {
        private readonly MemoryPool<byte> _blocks = new BlockPools().Create();
        private readonly List<int> _sizes = [];
        private int _lent;

        public int Lent => Volatile.Read(ref _lent);

        /// <summary>Of every block that was lent, in order.</summary>
        public int[] Sizes
        {
            get
            {
                lock (_sizes)
                {
                    return [.. _sizes];
                }
            }
        }

        public override int MaxBufferSize => _blocks.MaxBufferSize;

        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            var block = _blocks.Rent(minBufferSize);
            Interlocked.Increment(ref _lent);
            lock (_sizes)
            {
                _sizes.Add(block.Memory.Length);
            }

            return new Block(this, block);
        }

        protected override void Dispose(bool disposing) => _blocks.Dispose();

        private sealed class Block(CountingPool pool, IMemoryOwner<byte> block) : IMemoryOwner<byte>
        {
            private CountingPool? _pool = pool;

            public Memory<byte> Memory => block.Memory;

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _pool, null) is { } lender)
                {
                    Interlocked.Decrement(ref lender._lent);
                    block.Dispose();
                }
            }
        }
    }
}
