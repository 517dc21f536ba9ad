using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>Mirrors that are bad in ways that only HTTP/2 has.</summary>
public sealed class FaultHttp2Tests
{
    private static readonly Dictionary<string, Fault> s_faults = new(StringComparer.Ordinal)
    {
        ["never answers"] = H2c(BadHttp2Mirror.NeverAnswers, Fate.FailedAnswerTimeout, Fate.QueueFull),
        ["lets connections go every ten streams"] = H2c(() => BadHttp2Mirror.GoesAwayEvery(10), Fate.Answered) with
        {
            May = [Fate.FailedReset, Fate.FailedTruncated],
            OpensCircuit = null,
        },
        ["never opens its window"] = H2c(BadHttp2Mirror.NeverOpensItsWindow, Fate.FailedWriteTimeout) with
        {
            Clients = 4,
            RequestsEach = 10,
            BodyBytes = 200_000,
            MaxBytes = 32 * 1024 * 1024,
        },
        ["ends every stream"] = H2c(() => BadHttp2Mirror.Resets(0x8), Fate.FailedReset),
        ["ends every stream as no HTTP"] = H2c(() => BadHttp2Mirror.Resets(0x1), Fate.FailedProtocol) with { May = [Fate.FailedReset] },
        ["talks nonsense"] = H2c(BadHttp2Mirror.TalksNonsense, Fate.FailedProtocol) with { May = [Fate.FailedReset, Fate.FailedTruncated] },
    };

    public static TheoryData<string> Faults() => [.. s_faults.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_mirror_that_speaks_HTTP_2_badly_harms_nobody(string fault) => FaultRun.HoldsAsync(s_faults[fault]);

    internal static Fault H2c(Func<LoopbackServer> start, params ReadOnlySpan<Fate> must) =>
        Fault.Of(start, must) with { Service = service => service with { Protocol = UpstreamProtocol.H2c } };
}
