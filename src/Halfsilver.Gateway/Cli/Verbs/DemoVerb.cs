using System.CommandLine;
using System.Globalization;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Demo;
using Halfsilver.Gateway.Running;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>demo</c>: a gateway with two built-in shops and customers, all in this process.</summary>
internal sealed class DemoVerb : IVerb
{
    private const string UsualListen = "127.0.0.1:8000";
    private const string UsualAdmin = "127.0.0.1:8080";

    private readonly Option<string> _listen = new("--listen") { Description = "Where clients connect.", HelpName = "ADDR", DefaultValueFactory = _ => UsualListen };
    private readonly Option<string> _admin = new("--admin") { Description = "Where API, metrics and health listen.", HelpName = "ADDR", DefaultValueFactory = _ => UsualAdmin };
    private readonly Option<int> _rate = new("--rate") { Description = "Synthetic requests a second; 0 for none, 1000 at most.", HelpName = "N", DefaultValueFactory = _ => 20 };
    private readonly Option<TimeSpan?> _duration = Durations.Option("--duration", "End after this time; else at Ctrl-C.");
    private readonly Option<int> _seed = new("--seed") { Description = "Another seed makes another shop, the same for ever.", HelpName = "N", DefaultValueFactory = _ => 1 };

    public Command Describe()
    {
        _rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 1_000)
                result.AddError("--rate: use 0 to 1000");
        });
        return new Command("demo", "See it work: a gateway, two versions of a shop and some traffic, nothing to configure.") { _listen, _admin, _rate, _duration, _seed };
    }

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        var (time, seed) = (call.Around.Time, call.Get(_seed));
        var began = time.GetTimestamp();
        await using var v1 = await ShopServer.StartAsync(new Shop(ShopVersion.V1, seed), time, call.Cancel);
        await using var v2 = await ShopServer.StartAsync(new Shop(ShopVersion.V2, seed), time, call.Cancel);
        var plan = DemoPlan.Build(v1.Port, v2.Port, call.Get(_listen)!, call.Get(_admin)!);
        using var logs = Logs.Create(call.Verbose ? plan.Logs with { Level = "debug" } : plan.Logs);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel);
        var traffic = Task.CompletedTask;
        DemoTraffic? customers = null;
        IDisposable? first = null;
        try
        {
            return await new GatewaySession(call, "demo").RunAsync(
                new LaunchRequest { Plan = plan, Logs = logs, Time = time },
                (gateway, admin) =>
                {
                    Greet(call, gateway, admin);
                    first = TellFirst(call, gateway, began);
                    customers = new DemoTraffic(new Uri(GatewaySession.UrlOf(gateway.EntryPoints[0].Address)), time);
                    traffic = customers.RunAsync(call.Get(_rate), seed, over.Token);
                },
                call.Get(_duration) is { } duration ? Task.Delay(duration, time, call.Cancel) : null);
        }
        finally
        {
            await over.CancelAsync();
            await traffic;
            customers?.Dispose();
            first?.Dispose();
        }
    }

    private void Greet(Invocation call, IRunningGateway gateway, AdminHost admin)
    {
        var (proxy, url, rate) = (GatewaySession.UrlOf(gateway.EntryPoints[0].Address), GatewaySession.UrlOf(admin.Address), call.Get(_rate));
        var flag = call.Get(_admin) == UsualAdmin ? "" : $" --admin {url}";
        var paint = call.MessagePaint;
        var program = Product.Command(call.Around.Variable("PATH"));
        call.Say($"""
            {paint.Strong($"halfsilver {Product.Version}")} · demo mode (everything on this machine, nothing is stored)

              Proxy      {proxy}      → shop-v1 (built in)  ⇉ 100% shop-v2 (built in)
              Metrics    {url}/metrics
              Admin      {AccessLine.Of(admin)}
              Traffic    {(rate == 0 ? "none (--rate 20 for synthetic customers)" : $"{rate} req/s synthetic (--rate 0 to send your own)")}

              Try:  curl -i {proxy}/products/7
                    {program} stat{flag}
                    {program} tap --only error{flag}
                    {program} kill{flag}            # stop all mirroring now

            """);
    }

    private static Once TellFirst(Invocation call, IRunningGateway gateway, long began)
    {
        var once = new Once();
        once.Tap = gateway.Tap(copy =>
        {
            // A copy may end before its primary has: the line is about one whose both sides are known.
            if (!copy.IsError && copy.PrimaryStatus != 0 && once.Take())
            {
                // Off the thread that ended the copy: a terminal can be slow.
                _ = Task.Run(() => call.Say(FirstLine(copy, call.Around.Time.GetElapsedTime(began))));
            }
        });
        return once;
    }

    private static string FirstLine(EndedCopy copy, TimeSpan after) => string.Create(
        CultureInfo.InvariantCulture,
        $"first mirrored exchange after {after.TotalSeconds:0.0} s: {copy.Method} {copy.Path}  {copy.PrimaryStatus} → {copy.MirrorStatus}  "
        + $"v1 {copy.PrimaryTime.TotalMilliseconds:0} ms, v2 {copy.MirrorTime.TotalMilliseconds:0} ms");

    private sealed class Once : IDisposable
    {
        private int _taken;

        public IDisposable? Tap { get; set; }

        public bool Take() => Interlocked.Exchange(ref _taken, 1) == 0;

        public void Dispose() => Tap?.Dispose();
    }
}
