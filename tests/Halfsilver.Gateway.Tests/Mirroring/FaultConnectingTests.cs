using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>Mirrors that no connection can be made to, or none that lasts.</summary>
public sealed class FaultConnectingTests : IDisposable
{
    private static readonly Dictionary<string, Fault> s_faults = new(StringComparer.Ordinal)
    {
        ["refuses every connection"] = Fault.Of(BadMirror.Refuses, Fate.FailedConnect),
        ["does not answer SYN"] = new Fault
        {
            Start = async () => await BadMirror.BlackHoleSynAsync(),
            Must = [Fate.FailedConnectTimeout, Fate.QueueFull],
        },
        ["has a name that does not resolve"] = Fault.Of(BadMirror.Refuses, Fate.FailedDns) with
        {
            Service = service => service with { Endpoints = [new EndpointAddress { Host = "no-such-name.invalid", Port = 80 }] },
        },
        ["resets every connection as it is accepted"] = Fault.Of(BadMirror.ResetsAtAccept, Fate.FailedReset),
    };

    private readonly CertificateFolder _certificates = new();

    public static TheoryData<string> Faults() => [.. s_faults.Keys];

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_mirror_that_cannot_be_reached_harms_nobody(string fault) => FaultRun.HoldsAsync(s_faults[fault]);

    [Theory]
    [InlineData("expired", Fate.FailedTls)]
    [InlineData("wrong name", Fate.FailedTls)]
    [InlineData("hangs", Fate.FailedConnectTimeout)]
    public async Task A_handshake_that_fails_harms_nobody(string handshake, object fate)
    {
        await using var behind = RecordingUpstream.Start();
        var files = handshake == "expired" ? _certificates.WriteExpired("mirror", "good.test") : _certificates.Write("mirror", "good.test");
        var fault = Fault.Of(() => handshake == "hangs" ? BadMirror.NeverReads() : TlsFront.Before(behind, files.Shown()), (Fate)fate) with
        {
            May = [Fate.FailedConnectTimeout],
            Service = service => service with
            {
                Endpoints = [service.Endpoints[0] with { Tls = true }],
                Tls = new UpstreamTls { CaFile = _certificates.WriteRoot(), ServerName = handshake == "wrong name" ? "other.test" : "good.test" },
            },
        };

        await FaultRun.HoldsAsync(fault);

        Assert.Empty(behind.Begun);
    }
}
