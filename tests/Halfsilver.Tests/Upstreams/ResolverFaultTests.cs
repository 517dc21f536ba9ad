using System.Net;
using System.Net.Sockets;
using Halfsilver.Planning;
using Halfsilver.Tests.Sending;
using Halfsilver.Upstreams;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Upstreams;

/// <summary>Resolvers that are slow or know nothing.</summary>
public sealed class ResolverFaultTests
{
    [Fact]
    public async Task A_slow_lookup_costs_the_copies_that_waited_for_it_and_is_one_for_all()
    {
        var asked = 0;
        var slow = new TaskCompletionSource<IPAddress[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = RecordingUpstream.Start();
        await using var rig = new Rig(names: _ =>
        {
            Interlocked.Increment(ref asked);
            return slow.Task;
        });
        var service = new EndpointsService { Name = "shadow", Endpoints = [new EndpointAddress { Host = "slow.test", Port = upstream.Port }] };
        var mirror = rig.Mirror(service, mirror => Waiting(mirror, TimeSpan.FromMilliseconds(200)));

        for (var i = 0; i < 50; i++)
        {
            Rig.Send(mirror, Rig.Get());
        }

        await rig.AtRestAsync(mirror);
        Assert.Equal("matched 50, sent 50: FailedDns 50", Rig.BooksText(mirror));
        Assert.Equal(1, asked);

        slow.SetResult([IPAddress.Loopback]);
        var patient = rig.Mirror(service, mirror => Waiting(mirror, Rig.Patient));
        Assert.Same(mirror.Live, patient.Live);
        Rig.Send(patient, Rig.Get());
        await rig.AtRestAsync(patient);
        Assert.Equal("matched 51, sent 51: Answered 1, FailedDns 50", Rig.BooksText(patient));

        static Mirror Waiting(Mirror mirror, TimeSpan connect) =>
            mirror with { Timeouts = new CopyTimeouts { Connect = connect }, Circuit = new CircuitSettings { OpenAfter = 1000 } };
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_asked_for_once_a_second()
    {
        var asked = 0;
        var time = new FakeTime();
        var resolver = new Resolver(time, _ =>
        {
            asked++;
            return Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
        });
        var name = resolver.Open("nobody.test", 80);

        for (var i = 0; i < 300; i++)
        {
            Assert.Null(await name.ResolveAsync());
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(asked, 2, 3);
    }
}
