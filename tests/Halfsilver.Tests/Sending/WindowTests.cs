using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

/// <summary>A mirror that falls behind is not given more copies at once than it takes.</summary>
public sealed class WindowTests : IAsyncDisposable
{
    private const int More = 10;

    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(60);

    private readonly FakeTime _time = new();
    private readonly TaskCompletionSource _gate = new();
    private readonly RecordingUpstream _upstream;
    private readonly Rig _rig;

    public WindowTests()
    {
        _upstream = RecordingUpstream.Start(new Answer { Gate = _gate.Task });
        _rig = new Rig(_time);
    }

    private static int Narrowest => CopyQueue.Narrowest;

    [Fact]
    public async Task Beyond_the_window_copies_wait_for_others_to_end_though_there_are_slots()
    {
        var mirror = Fill(new MirrorBudget(), Narrowest + More);
        Expect(mirror, Narrowest, More);

        _gate.SetResult();

        await _rig.AtRestAsync(mirror);
        Assert.Equal(Narrowest + More, mirror.Live.Books[Fate.Answered]);
        Assert.InRange(_upstream.Connections, 1, Narrowest);
    }

    [Fact]
    public async Task Who_has_waited_long_goes_though_none_has_ended()
    {
        var mirror = Fill(new MirrorBudget(), Narrowest + More);
        _time.Advance(TimeSpan.FromMilliseconds(19));
        Expect(mirror, Narrowest, More);

        _time.Advance(s_long);

        Expect(mirror, Narrowest + More, 0);
        Rig.Send(mirror, Rig.Get());
        Expect(mirror, Narrowest + More, 1);
        _gate.SetResult();
        await _rig.AtRestAsync(mirror);
        Assert.Equal(Narrowest + More + 1, mirror.Live.Books[Fate.Answered]);
    }

    [Fact]
    public async Task The_window_is_as_wide_as_it_had_to_be()
    {
        var first = new TaskCompletionSource();
        _upstream.Answers = request => new Answer { Gate = request.Target == "/first" ? first.Task : _gate.Task };
        var mirror = _rig.Mirror(_upstream.EndPoint);
        Rig.Send(mirror, Rig.Get("/first"));
        Send(mirror, Narrowest + More);
        _time.Advance(s_long);
        Expect(mirror, Narrowest + More + 1, 0);
        first.SetResult();
        await Bound.Eventually(() => mirror.Live.Queue.InFlight == Narrowest + More, "the first is answered");

        Send(mirror, 2);

        Expect(mirror, Narrowest + More + 1, 1);
        _gate.SetResult();
        await _rig.AtRestAsync(mirror);
    }

    [Fact]
    public async Task No_patience_is_so_short_that_more_go_than_may()
    {
        var mirror = Fill(new MirrorBudget { MaxInFlight = Narrowest + 2 }, Narrowest + More);

        _time.Advance(s_long);
        _time.Advance(s_long);

        Expect(mirror, Narrowest + 2, More - 2);
        _gate.SetResult();
        await _rig.AtRestAsync(mirror);
    }

    [Fact]
    public async Task No_copy_is_lost_to_the_window_however_short_its_deadline()
    {
        var patient = Fill(new MirrorBudget(), Narrowest);
        var hasty = _rig.Mirror(_upstream.EndPoint, static mirror => mirror with
        {
            Timeouts = mirror.Timeouts with { Deadline = TimeSpan.FromMilliseconds(10) },
        });
        Send(hasty, More);
        Expect(patient, Narrowest, More);

        _time.Advance(s_long);

        Expect(patient, Narrowest + More, 0);
        _gate.SetResult();
        await _rig.AtRestAsync(patient);
        Assert.Equal(0, patient.Live.Books[Fate.QueueExpired]);
    }

    [Fact]
    public async Task A_limit_that_was_lowered_holds_for_copies_that_wait_already()
    {
        var mirror = Fill(new MirrorBudget(), Narrowest + More);
        Change(new MirrorBudget { MaxInFlight = Narrowest + 2 });

        _time.Advance(s_long);
        _time.Advance(s_long);

        Expect(mirror, Narrowest + 2, More - 2);
        _gate.SetResult();
        await _rig.AtRestAsync(mirror);
    }

    [Fact]
    public async Task A_limit_that_was_raised_is_soon_made_use_of()
    {
        var mirror = Fill(new MirrorBudget { MaxInFlight = Narrowest }, Narrowest + More);
        Change(new MirrorBudget());

        _time.Advance(s_long);

        Expect(mirror, Narrowest + More, 0);
        _gate.SetResult();
        await _rig.AtRestAsync(mirror);
    }

    [Fact]
    public async Task The_window_is_narrow_again_when_few_are_under_way()
    {
        var mirror = Fill(new MirrorBudget(), Narrowest + More);
        _time.Advance(s_long);
        _gate.SetResult();
        await _rig.AtRestAsync(mirror);
        var gate = new TaskCompletionSource();
        _upstream.Answers = _ => new Answer { Gate = gate.Task };

        Send(mirror, Narrowest + More);

        Expect(mirror, Narrowest, More);
        gate.SetResult();
        await _rig.AtRestAsync(mirror);
    }

    [Fact]
    public async Task Bodies_and_copies_for_which_a_client_waits_go_at_once()
    {
        var mirror = Fill(new MirrorBudget(), Narrowest);

        _rig.SendBody(mirror, Bytes.Filled(100, 1));
        var facts = Rig.Get();
        Assert.True(mirror.Choose(facts, loops: false, upgrade: false, out _));
        mirror.Send(facts, new LegFacts { ClientAddress = "192.0.2.7"u8, Via = "1.1 halfsilver-test"u8 }, tee: null, wait: new CopyWait(Rig.Patient));

        Expect(mirror, Narrowest + 2, 0);
        _gate.SetResult();
        await _rig.AtRestAsync(mirror);
    }

    [Fact]
    public async Task Where_the_queue_has_no_room_copies_go_as_long_as_there_are_slots()
    {
        var mirror = Fill(new MirrorBudget { MaxInFlight = Narrowest + 2, MaxQueue = 3 }, Narrowest + 3 + 2 + 1);

        Expect(mirror, Narrowest + 2, 3);
        _gate.SetResult();
        await _rig.AtRestAsync(mirror);
        Assert.Equal(1, mirror.Live.Books[Fate.QueueFull]);
    }

    [Fact]
    public async Task Without_a_queue_there_is_no_window()
    {
        var mirror = Fill(new MirrorBudget { MaxQueue = 0 }, Narrowest + More);

        Expect(mirror, Narrowest + More, 0);
        _gate.SetResult();
        await _rig.AtRestAsync(mirror);
    }

    [Fact]
    public async Task Where_the_process_has_no_place_left_in_its_queues_there_is_no_window()
    {
        await using var rig = new Rig(_time, new Budgets { MaxQueue = 1 });
        var mirror = rig.Mirror(_upstream.EndPoint);

        Send(mirror, Narrowest + More);

        Expect(mirror, Narrowest + More - 1, 1);
        _gate.SetResult();
        await rig.AtRestAsync(mirror);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private static void Expect(CompiledMirror mirror, int inFlight, int queued) =>
        Assert.Equal((inFlight, queued), (mirror.Live.Queue.InFlight, mirror.Live.Queue.Queued));

    private static void Send(CompiledMirror mirror, int copies)
    {
        for (var i = 0; i < copies; i++)
        {
            Rig.Send(mirror, Rig.Get());
        }
    }

    private CompiledMirror Fill(MirrorBudget budget, int copies)
    {
        var mirror = Change(budget);
        Send(mirror, copies);
        return mirror;
    }

    private CompiledMirror Change(MirrorBudget budget) => _rig.Mirror(_upstream.EndPoint, mirror => mirror with { Budget = budget });
}
