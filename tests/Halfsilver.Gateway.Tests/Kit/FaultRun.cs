using System.Collections.Immutable;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>
/// A fault under load, and what holds whatever the fault: every client has its own answers at once, the books balance and name the
/// reason, the bounds hold, the log stays short. Two mirrors meet the same bad server: <c>patient</c>, whose circuit never opens, and
/// <c>wary</c>, with the circuit that mirrors have by default.
/// </summary>
internal static class FaultRun
{
    public const int MaxInFlight = 16;
    public const int MaxQueue = 32;

    // How many find no place is a matter of the machine.
    private static readonly Fate[] s_full = [Fate.QueueFull, Fate.QueueExpired];

    /// <summary>Runs it and holds all of that.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="then">What else holds at rest, of the bad server and the gateway.</param>
    public static async Task HoldsAsync(Fault fault, Action<LoopbackServer, TestGateway>? then = null)
    {
        await using var primary = EchoLoad.Primary();
        await using var bad = await fault.Start();
        using var log = new LogCapture();
        await using var gateway = await TestGateway.StartAsync(PlanOf(fault, primary, bad), log);
        var began = TimeProvider.System.GetTimestamp();
        TimeSpan[] latencies;
        var watch = new FaultWatch(gateway.Host, bad.Port);
        await using (watch)
        {
            latencies = await EchoLoad.RunAsync(gateway.Address, fault.Clients, fault.RequestsEach, fault.BodyBytes);
            await BalancesAsync(gateway, fault);
        }

        var asked = fault.Clients * fault.RequestsEach;
        Assert.Equal(asked, latencies.Length);
        Assert.Equal(asked, primary.Count);

        Assert.True(latencies[asked / 2] < fault.AtOnce, $"half of the requests took {latencies[asked / 2]} or more");
        BoundsHold(fault, watch, gateway);
        await BooksOf.NothingHeldAsync(gateway.Host);
        FatesAre(gateway, "patient", fault.Must, fault.May);
        FatesAre(gateway, "wary", fault.OpensCircuit == true && !fault.IsSlow ? [Fate.CircuitOpen] : [], [.. fault.Must, .. fault.May, fault.OpensCircuit == false ? fault.Must[0] : Fate.CircuitOpen]);
        LogIsShort(fault, log, TimeProvider.System.GetElapsedTime(began));
        if (bad is BadMirror counting)
        {
            Assert.True(
                counting.Requests <= Books(gateway, "patient").SentCount + Books(gateway, "wary").SentCount,
                $"{counting.Requests} requests begun: a copy was tried again");
        }

        then?.Invoke(bad, gateway);
    }

    /// <summary>The books of one mirror.</summary>
    public static Books Books(TestGateway gateway, string name) => BooksOf.Mirror(gateway.Host, name).Books;

    /// <summary>What was counted, as <c>Answered 3, FailedReset 1</c>.</summary>
    public static string Text(Books books) =>
        string.Join(", ", Enum.GetValues<Fate>().Where(fate => books[fate] > 0).Select(fate => $"{fate} {books[fate]}"));

    /// <summary>A mirror with so much patience, with connecting too where that is said, and small budgets.</summary>
    public static Mirror Bounded(Mirror mirror, TimeSpan patience, bool wary = false, TimeSpan? connect = null) => mirror with
    {
        Budget = new MirrorBudget { MaxInFlight = MaxInFlight, MaxQueue = MaxQueue, MaxAnswerBytes = 256 * 1024 },
        Timeouts = Plans.Unhurried with { Connect = connect ?? Plans.Unhurried.Connect, Deadline = patience, Idle = patience },
        Circuit = wary ? new CircuitSettings() : new CircuitSettings { OpenAfter = 1_000_000 },
    };

    private static Plan PlanOf(Fault fault, RecordingUpstream primary, LoopbackServer bad)
    {
        var plan = Plans.To(
            primary,
            fault.With(Bounded(Plans.Mirror(bad, name: "patient"), fault.Patience, connect: fault.Connect)),
            fault.With(Bounded(Plans.Mirror(bad, name: "wary"), fault.Patience, wary: true, connect: fault.Connect)));
        return plan with
        {
            Budgets = new Budgets { MaxBufferedBytes = fault.MaxBytes },
            Services = plan.Services.SetItem(bad.Authority, fault.Service(Plans.Service(bad.Authority, bad.Authority))),
        };
    }

    private static async Task BalancesAsync(TestGateway gateway, Fault fault)
    {
        foreach (var mirror in gateway.Host.Mirrors.All)
        {
            await BooksOf.BalanceAsync(gateway.Host, fault.Clients * fault.RequestsEach, mirror.Name);
        }
    }

    private static void BoundsHold(Fault fault, FaultWatch watch, TestGateway gateway)
    {
        // Copies that were cut to make room give their bytes back a moment later: a sixteenth.
        Assert.InRange(watch.MostBytes, 0, fault.MaxBytes + (fault.MaxBytes / 16));
        Assert.InRange(watch.MostInFlight, 0, MaxInFlight);
        Assert.InRange(watch.MostQueued, 0, MaxQueue);
        Assert.InRange(watch.MostSockets, 0, gateway.Host.Mirrors.All.Count * MaxInFlight);
    }

    private static void FatesAre(TestGateway gateway, string name, ImmutableArray<Fate> must, ImmutableArray<Fate> may)
    {
        var books = Books(gateway, name);
        foreach (var fate in Enum.GetValues<Fate>())
        {
            Assert.True(books[fate] > 0 || !must.Contains(fate), $"{name}: no {fate}, but {Text(books)}");
            Assert.True(books[fate] == 0 || must.Contains(fate) || may.Contains(fate) || s_full.Contains(fate), $"{name}: {fate} among {Text(books)}");
        }
    }

    private static void LogIsShort(Fault fault, LogCapture log, TimeSpan elapsed)
    {
        string[] failures = [.. log.Of("mirror.failed").Where(line => line.StartsWith("patient", StringComparison.Ordinal))];
        string[] reasons = [.. fault.Must.Concat(fault.May).Where(FateText.IsFailed).Select(FateText.Label)];
        Assert.InRange(failures.Length, fault.Must.Any(FateText.IsFailed) ? 1 : 0, 1 + (int)elapsed.TotalSeconds);
        Assert.All(failures, line => Assert.Contains(reasons, reason => line.Contains($"failed: {reason} (", StringComparison.Ordinal)));
        Assert.InRange(log.Of("mirror.overload").Length, 0, 2 * (1 + ((int)elapsed.TotalSeconds / 10)));

        // One line for each change; probes that fail say nothing new. A mirror that answers now and then may close its circuit again.
        var circuit = log.Of("mirror.circuit");
        Assert.All(circuit, (line, i) => Assert.StartsWith($"Circuit of wary on all is {(i % 2 == 0 ? "open" : "closed")}: ", line, StringComparison.Ordinal));
        Assert.True(fault.OpensCircuit is null || circuit.Length == (fault.OpensCircuit == true ? 1 : 0), string.Join('\n', circuit));
    }
}
