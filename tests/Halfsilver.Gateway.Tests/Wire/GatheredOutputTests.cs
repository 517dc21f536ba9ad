using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Halfsilver.Gateway.Listening;
using Microsoft.AspNetCore.Connections;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>The way out of an HTTP/2 connection, before a transport that takes no more until the test has read what it took.</summary>
public sealed class GatheredOutputTests
{
    [Fact]
    public Task What_is_written_while_a_send_is_on_its_way_leaves_together() => OverAsync(async (output, sent) =>
    {
        await WriteAsync(output, "first ");
        await Bound.Within(sent.NextAsync(take: false), Bound.Usual, "the first to be on its way");
        await WriteAsync(output, "second ");
        await WriteAsync(output, "third ");
        await WriteAsync(output, "fourth ");

        Assert.Equal("first ", await sent.NextAsync());
        Assert.Equal("second third fourth ", await sent.NextAsync());
    });

    [Fact]
    public Task A_single_answer_waits_for_no_other() => OverAsync(async (output, sent) =>
    {
        await WriteAsync(output, "alone");
        Assert.Equal("alone", await sent.NextAsync());
    });

    [Fact]
    public Task A_client_that_does_not_read_is_written_no_more_than_one_block_ahead() => OverAsync(async (output, sent) =>
    {
        await WriteAsync(output, "on its way");
        await Bound.Within(sent.NextAsync(take: false), Bound.Usual, "the first to be on its way");
        var block = new byte[64 * 1024];
        var ahead = output.WriteAsync(block).AsTask();
        Assert.False(ahead.IsCompleted);

        Assert.Equal("on its way", await sent.NextAsync());
        Assert.Equal(block.Length, (await sent.NextAsync()).Length);
        Assert.False((await Bound.Within(ahead, Bound.Usual, "the writer to go on")).IsCompleted);
    });

    [Fact]
    public async Task What_was_written_last_is_sent_before_the_connection_ends()
    {
        await using var transport = new StubTransport();
        var served = GatheredOutput.ServeAsync(transport.Connection, async connection =>
        {
            await WriteAsync(connection.Transport.Output, "one ");
            connection.Transport.Output.Write("and the last"u8);
            await connection.Transport.Output.CompleteAsync();
        });

        Assert.Equal("one and the last", await transport.Sent.AllAsync());
        await Bound.Within(served, Bound.Usual, "the connection to end");
    }

    [Fact]
    public Task Whoever_writes_learns_that_the_client_is_gone() => OverAsync(async (output, sent) =>
    {
        sent.Leave(null);
        await Bound.Within(WriteUntilToldAsync(output), Bound.Usual, "the writer to be told");
    });

    [Fact]
    public Task A_reset_is_no_more_than_a_client_that_is_gone() => OverAsync(async (output, sent) =>
    {
        sent.Leave(new ConnectionResetException("reset"));
        await Bound.Within(WriteUntilToldAsync(output), Bound.Usual, "the writer to be told");
    });

    [Fact]
    public async Task A_fault_of_the_server_is_not_hidden_and_the_transport_is_closed_behind_it()
    {
        await using var transport = new StubTransport();
        var served = GatheredOutput.ServeAsync(transport.Connection, _ => throw new InvalidOperationException("ours"));

        Assert.Equal("ours", (await Assert.ThrowsAsync<InvalidOperationException>(() => served)).Message);
        Assert.Equal("", await transport.Sent.AllAsync());
    }

    private static async Task OverAsync(Func<PipeWriter, SentBytes, Task> test)
    {
        await using var transport = new StubTransport();
        var over = new TaskCompletionSource();
        var served = GatheredOutput.ServeAsync(transport.Connection, _ => over.Task);
        await test(transport.Connection.Transport.Output, transport.Sent);
        over.SetResult();
        transport.Sent.Leave(null);
        await Bound.Within(served, Bound.Usual, "the connection to end");
    }

    private static async Task WriteUntilToldAsync(PipeWriter output)
    {
        while (!(await output.WriteAsync("anybody?"u8.ToArray())).IsCompleted)
        {
            await Task.Yield();
        }
    }

    private static async Task WriteAsync(PipeWriter output, string text) => Assert.False((await output.WriteAsync(Encoding.ASCII.GetBytes(text))).IsCompleted);

    /// <summary>A connection whose output takes one flush at a time.</summary>
    private sealed class StubTransport : IAsyncDisposable
    {
        public StubTransport()
        {
            var output = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false));
            Sent = new SentBytes(output.Reader);
            Connection = new DefaultConnectionContext { Transport = new Ends(new Pipe().Reader, output.Writer) };
        }

        public DefaultConnectionContext Connection { get; }

        public SentBytes Sent { get; }

        public ValueTask DisposeAsync() => Connection.DisposeAsync();

        private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }

    /// <summary>What the transport was given, one flush after the other.</summary>
    private sealed class SentBytes(PipeReader reader)
    {
        public void Leave(Exception? why) => reader.Complete(why);

        public async Task<string> NextAsync(bool take = true)
        {
            var read = await Bound.Within(reader.ReadAsync().AsTask(), Bound.Usual, "bytes on their way");
            var text = Encoding.ASCII.GetString(read.Buffer);
            reader.AdvanceTo(take ? read.Buffer.End : read.Buffer.Start);
            return text;
        }

        public async Task<string> AllAsync()
        {
            var text = new StringBuilder();
            while (true)
            {
                var read = await Bound.Within(reader.ReadAsync().AsTask(), Bound.Usual, "the end");
                text.Append(Encoding.ASCII.GetString(read.Buffer));
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return text.ToString();
                }
            }
        }
    }
}
