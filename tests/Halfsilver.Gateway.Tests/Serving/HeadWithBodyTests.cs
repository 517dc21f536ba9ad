using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Serving;

/// <summary>What is there of a body when its head goes, goes with it: no service is woken for a head alone.</summary>
public sealed class HeadWithBodyTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(20_000)]
    public async Task A_body_that_came_with_its_head_reaches_everyone_in_one_piece_with_it(int length)
    {
        var seen = new List<int>[] { [], [] };
        await using var primary = new ScriptedUpstream((talk, _) => ReadWholeAsync(talk, seen[0], length));
        await using var mirror = new ScriptedUpstream((talk, _) => ReadWholeAsync(talk, seen[1], length));
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using var client = await gateway.ConnectAsync();
        var request = $"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{new string('x', length)}";

        for (var i = 1; i <= 3; i++)
        {
            await client.SendAsync(request);
            Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
            await BooksOf.BalanceAsync(gateway.Host, i);
        }

        Assert.Equal(3, BooksOf.Mirror(gateway.Host).Books[Fate.Answered]);
        Assert.All(seen, sizes => Assert.All(sizes, size => Assert.True(size > length, $"{size} bytes were there at first")));
    }

    [Fact]
    public async Task A_primary_that_refuses_a_body_unread_is_heard_while_the_first_piece_of_it_waits()
    {
        await using var primary = Narrow(Refuse);
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Large());

        Assert.Equal(413, (await client.ReadAnswerAsync()).Status);
    }

    [Fact]
    public async Task A_mirror_that_refuses_a_body_unread_is_heard_while_the_first_piece_of_it_waits()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = Narrow(Refuse);
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Large());
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);

        await BooksOf.BalanceAsync(gateway.Host, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Fate.Answered]);
    }

    [Fact]
    public async Task A_primary_that_goes_in_the_middle_of_the_last_piece_leaves_the_copy_whole()
    {
        await using var primary = Narrow(Reset);
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Large());
        Assert.Equal(502, (await client.ReadAnswerAsync()).Status);

        await BooksOf.BalanceAsync(gateway.Host, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Fate.Answered]);
        Assert.Equal(65_000, mirror.Requests.Single().BodyText.Length);
    }

    [Fact]
    public async Task A_mirror_that_goes_in_the_middle_of_the_first_piece_is_a_reset_and_is_not_asked_again()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = Narrow(Reset);
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Large());
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);

        await BooksOf.BalanceAsync(gateway.Host, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Fate.FailedReset]);
        Assert.Equal(1, mirror.Connections);
    }

    // It lets a peer send less ahead than the first piece of a body.
    private static ScriptedUpstream Narrow(Func<ScriptedUpstream.Talk, int, Task> script) => new(script, receiveBuffer: 2048, segment: 536);

    private static string Large() => $"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65000\r\n\r\n{new string('x', 65_000)}";

    private static async Task Refuse(ScriptedUpstream.Talk talk, int number)
    {
        // It reads the head and a little more, and then only waits for its peer to go.
        var buffer = new byte[512];
        await talk.Socket.ReceiveAsync(buffer, talk.Stop);
        await talk.SayAsync("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await new TaskCompletionSource().Task.WaitAsync(talk.Stop);
    }

    private static Task Reset(ScriptedUpstream.Talk talk, int number)
    {
        Sockets.Reset(talk.Socket);
        return Task.CompletedTask;
    }

    private static async Task ReadWholeAsync(ScriptedUpstream.Talk talk, List<int> sizes, int length)
    {
        var buffer = new byte[128 * 1024];
        while (true)
        {
            var first = await talk.Socket.ReceiveAsync(buffer, talk.Stop);
            if (first == 0)
            {
                return;
            }

            sizes.Add(first);
            var head = Bytes.Text(buffer.AsSpan(0, first)).IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            for (var all = first; all < head + length;)
            {
                var more = await talk.Socket.ReceiveAsync(buffer, talk.Stop);
                Assert.True(more > 0, "the body ended early");
                all += more;
            }

            await talk.SayAsync(Ok);
        }
    }
}
