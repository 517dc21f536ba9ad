using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>Mirrors that take a connection, and then do not take the copy or do not answer it as HTTP is answered.</summary>
public sealed class FaultAnsweringTests
{
    private static readonly TimeSpan s_drop = TimeSpan.FromMilliseconds(100);

    private static readonly Dictionary<string, Fault> s_faults = new(StringComparer.Ordinal)
    {
        ["never reads"] = Fault.Of(BadMirror.NeverReads, Fate.FailedWriteTimeout, Fate.QueueFull) with
        {
            // More than the kernel's buffers take.
            Clients = 4,
            RequestsEach = 4,
            BodyBytes = 8 * 1024 * 1024,
            MaxBytes = 128 * 1024 * 1024,
            With = mirror => mirror with { Budget = mirror.Budget with { MaxInFlight = 2, MaxQueue = 2, Window = 64 * 1024 * 1024 } },
            Patience = TimeSpan.FromSeconds(2),
            OpensCircuit = null,
        },
        ["never answers"] = Fault.Of(BadMirror.Hangs, Fate.FailedAnswerTimeout, Fate.QueueFull),
        ["never answers while bytes are short"] = Fault.Of(BadMirror.Hangs, Fate.FailedAnswerTimeout, Fate.BytesBudget) with
        {
            MaxBytes = 64 * 1024,
            // A copy whose bytes are taken as it sends the last of them may see only its connection go.
            May = [Fate.CutBytesBudget, Fate.FailedReset],
            OpensCircuit = null,
        },
        ["answers half a minute late"] = Fault.Of(() => BadMirror.Slow(TimeSpan.FromSeconds(30)), Fate.FailedAnswerTimeout, Fate.QueueFull),
        ["drips its head"] = Fault.Of(() => BadMirror.DripsHead(BadMirror.Each(s_drop)), Fate.FailedDeadline, Fate.QueueFull) with { May = [Fate.FailedAnswerTimeout], Patience = TimeSpan.FromSeconds(2) },
        ["drips its body"] = Fault.Of(() => BadMirror.DripsBody(1000, BadMirror.Each(s_drop)), Fate.FailedDeadline, Fate.QueueFull) with { May = [Fate.FailedAnswerTimeout], Patience = TimeSpan.FromSeconds(2) },
        ["resets in the middle of the request body"] = Fault.Of(BadMirror.ResetsMidRequest, Fate.FailedReset) with { BodyBytes = 256 * 1024, RequestsEach = 10, May = [Fate.CutLagged, Fate.BytesBudget] },
        ["resets in the middle of its answer"] = Fault.Of(BadMirror.ResetsMidAnswer, Fate.FailedReset),
        ["ends before its declared length"] = Fault.Of(() => BadMirror.Truncates(), Fate.FailedTruncated),
        ["ends before its last chunk"] = Fault.Of(() => BadMirror.Truncates(chunked: true), Fate.FailedTruncated),
        ["never ends its answer"] = Fault.Of(() => BadMirror.EndlessBody(chunked: true), Fate.CutAnswerTooLarge),
        ["never ends its answer nor says how it will"] = Fault.Of(() => BadMirror.EndlessBody(), Fate.CutAnswerTooLarge),
        ["sends a mebibyte of fields"] = Fault.Of(() => BadMirror.GiantHead(), Fate.FailedHeadTooLarge),
        ["sends 100 without end"] = Fault.Of(() => BadMirror.EndlessInterim(100), Fate.FailedTooManyInterim),
        ["sends 103 without end"] = Fault.Of(() => BadMirror.EndlessInterim(), Fate.FailedTooManyInterim),
        ["switches to a protocol nobody asked for"] = Fault.Of(BadMirror.Upgrades, Fate.FailedUnexpectedUpgrade),
    };

    private static readonly Dictionary<string, Fault> s_answers = new(StringComparer.Ordinal)
    {
        ["answers 500"] = Fault.Of(BadMirror.Status500, Fate.Answered),
        ["answers 503 and names a time to come back"] = Fault.Of(() => BadMirror.Status(503, "Retry-After: 1"), Fate.Answered),
        ["answers 429 and names a time to come back"] = Fault.Of(() => BadMirror.Status(429, "Retry-After: 1"), Fate.Answered),
        ["answers with a bomb"] = Fault.Of(() => BadMirror.Bomb(nested: false), Fate.Answered),
        ["answers with a bomb in a bomb"] = Fault.Of(() => BadMirror.Bomb(nested: true), Fate.Answered),
        ["closes connections that it said it would keep"] = Fault.Of(BadMirror.ClosesIdle, Fate.Answered) with { May = [Fate.FailedReset] },
    };

    public static TheoryData<string> Faults() => [.. s_faults.Keys];

    public static TheoryData<string> Answers() => [.. s_answers.Keys];

    public static TheoryData<GarbageKind> Garbage() => [.. Enum.GetValues<GarbageKind>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_mirror_that_fails_harms_nobody(string fault) => FaultRun.HoldsAsync(s_faults[fault]);

    [Theory]
    [MemberData(nameof(Garbage))]
    public Task A_mirror_that_talks_garbage_harms_nobody(GarbageKind garbage) =>
        FaultRun.HoldsAsync(Fault.Of(() => BadMirror.Garbage(garbage), Fate.FailedProtocol));

    [Theory]
    [MemberData(nameof(Answers))]
    public Task An_unwelcome_answer_is_an_answer_that_is_neither_tried_again_nor_held_against_the_mirror(string fault) =>
        FaultRun.HoldsAsync(
            s_answers[fault] with { OpensCircuit = false },
            (_, gateway) =>
            {
                var books = FaultRun.Books(gateway, "patient");
                Assert.True(books[Fate.Answered] > books.SentCount * 9 / 10, FaultRun.Text(books));
            });

    [Fact]
    public async Task A_mirror_that_sends_its_copies_elsewhere_is_not_followed()
    {
        await using var elsewhere = CountingUpstream.Start();
        var fault = Fault.Of(() => BadMirror.Redirects($"http://{elsewhere.Authority}/latest/meta-data"), Fate.Answered);

        await FaultRun.HoldsAsync(fault with { OpensCircuit = false });

        Assert.Equal(0, elsewhere.Connections);
    }
}
