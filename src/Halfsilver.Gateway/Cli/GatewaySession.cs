using System.Net;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Settings;
using Halfsilver.Planning;
using Halfsilver.Polling;
using Halfsilver.Stores;

namespace Halfsilver.Gateway.Cli;

/// <summary>
/// A gateway in this process from start to end: data side, then admin side, then waiting for a signal, then the drain. The
/// admin side ends last, so that readiness can be seen going away.
/// </summary>
internal sealed class GatewaySession(Invocation call, string verb)
{
    /// <summary>Runs until a signal, until <paramref name="enough"/> ends, or until the verb is cancelled.</summary>
    /// <param name="request">What to start.</param>
    /// <param name="started">Called once both sides are there.</param>
    /// <param name="enough">Ends the session early; null waits for a signal.</param>
    public async Task<ExitCode> RunAsync(LaunchRequest request, Action<IRunningGateway, AdminHost> started, Task? enough = null)
    {
        WarnOfOldRuntime();
        // Poll loops ask once, when the first of them begins.
        if (!EnvironmentSettings.IoUring(call.Around.Environment))
            AppContext.SetSwitch(SendRing.Switch, isEnabled: false);
        using var signals = call.Around.Signals();
        // Who may come in is what was written at this start, whatever revision serves: no edit over the API opens the admin side.
        using var login = await LoginAsync(request);
        var gateway = await LaunchAsync(request);
        AdminHost admin;
        try
        {
            admin = await StartAdminAsync(gateway, request, login);
            gateway.ListensAlso(admin.Address);
        }
        catch (CliException)
        {
            await gateway.DisposeAsync();
            throw;
        }

        // Nobody awaits a signal's reload: a fault of ours in it is printed whole, and the plan in force goes on.
        void Reload(object? sender, EventArgs nothing) => _ = ReloadAsync(gateway, "signal").ContinueWith(
            fault => call.Around.Error.WriteLine(fault.Exception),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        signals.Reload += Reload;
        started(gateway, admin);
        TellAccess(request, admin);
        await Task.WhenAny(signals.Stop, enough ?? Task.Delay(Timeout.InfiniteTimeSpan, call.Cancel));
        signals.Reload -= Reload;

        call.Say($"stopping: requests have {gateway.Plan.Drain.Primaries.TotalSeconds:0.#} s to end (interrupt again to stop at once)");
        var ended = EndAsync(gateway, admin);
        if (await Task.WhenAny(ended, signals.Abandon) != ended)
            return ExitCode.Interrupted;
        await ended;
        return ExitCode.Success;
    }

    /// <summary>Reads the plan again and says how that went.</summary>
    public async Task ReloadAsync(IGateway gateway, string source)
    {
        var report = await gateway.ReloadAsync(source);
        call.Say(report.Outcome switch
        {
            ReloadOutcome.Accepted => $"reload ({source}): revision {report.Revision} is in force",
            ReloadOutcome.Unchanged => $"reload ({source}): nothing has changed",
            _ => $"reload ({source}): refused, revision {report.Revision} stays in force",
        });
        foreach (var problem in report.Problems)
            call.Around.Error.WriteLine($"  {problem}");
    }

    /// <summary>An address that people can open: a listener on every address is shown as this machine.</summary>
    public static string UrlOf(IPEndPoint address, bool tls = false)
    {
        var ip = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : address.Address;
        return $"{(tls ? "https" : "http")}://{new IPEndPoint(ip, address.Port)}";
    }

    private static async Task EndAsync(IRunningGateway gateway, AdminHost admin)
    {
        await gateway.StopAsync(gateway.Plan.Drain);
        await admin.DisposeAsync();
        await gateway.DisposeAsync();
    }

    private async Task<IRunningGateway> LaunchAsync(LaunchRequest request)
    {
        try
        {
            return await call.Around.Launch(request, call.Cancel);
        }
        catch (ListenException failure)
        {
            throw Refused(failure, "--listen :9000");
        }
        catch (PlanRefusedException refused)
        {
            throw new CliException(ExitCode.Configuration, refused.Message, inner: refused);
        }
        catch (StoreException failure)
        {
            throw new CliException(
                ExitCode.Unavailable, $"the store of revisions cannot be used: {failure.Message}",
                "give this gateway another --data-dir, or --store memory, which forgets revisions when it ends", failure);
        }
    }

    private async Task<Login> LoginAsync(LaunchRequest request)
    {
        try
        {
            return await Login.BeginAsync(request.Plan.Admin, request.DataDirectory, request.DirectoryAsked, call.Around.Environment, request.Time, call.Cancel);
        }
        catch (AccessRefusedException refused)
        {
            throw new CliException(ExitCode.Configuration, refused.Message, inner: refused);
        }
    }

    // In the log too, where whoever was not there at the start looks.
    private static void TellAccess(LaunchRequest request, AdminHost admin)
    {
        var logger = request.Logs.CreateLogger("halfsilver");
        if (admin.Login.IsOpen && !IPAddress.IsLoopback(admin.Address.Address))
            logger.AdminOpen(admin.Address.ToString());
        else if (admin.Login.MadeFirst)
            logger.FirstToken(admin.Login.Book!.FirstPath);
    }

    private async Task<AdminHost> StartAdminAsync(IRunningGateway gateway, LaunchRequest request, Login login)
    {
        try
        {
            return await AdminHost.StartAsync(gateway, request.Plan.Admin, login, request.Logs.CreateLogger("halfsilver"), request.Time, call.Cancel);
        }
        catch (ListenException failure)
        {
            throw Refused(failure, "--admin 127.0.0.1:9080");
        }
        catch (Exception refused) when (refused is AdminRefusedException or AccessRefusedException)
        {
            throw new CliException(ExitCode.Configuration, refused.Message, inner: refused);
        }
    }

    private CliException Refused(ListenException failure, string flag) => new(
        ExitCode.Unavailable, failure.InUse ? $"{failure.Address} is in use" : failure.Message,
        failure.InUse ? $"try: halfsilver {verb} {flag}" : null, failure);

    private void WarnOfOldRuntime()
    {
        var oldest = new Version(10, 0, 10);
        if (call.Around.Runtime < oldest)
        {
            call.Around.Error.WriteLine(
                $"{call.MessagePaint.Warn("warning:")} .NET {call.Around.Runtime} has known faults that a stranger can use to stop this process; update it to {oldest} or later");
        }
    }
}
