using System.Net;
using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Halfsilver.Upstreams;
using Halfsilver.Wire;
using Microsoft.Extensions.Logging;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

/// <summary>A sending side without a gateway: mirrors, budgets, a wheel, and requests as a front would hand them over.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly LogKeeper _log = new();

    public Rig(TimeProvider? time = null, Budgets? budgets = null, string? data = null, Func<string, Task<IPAddress[]>>? names = null)
    {
        Wheel = new DeadlineWheel(time ?? TimeProvider.System);
        Budgets = new CopyBudgets(budgets ?? new Budgets(), Wheel.Time);
        var resolver = new Resolver(Wheel.Time, names);
        Metrics = new MetricRegistry(Wheel.Time);
        Mirrors = new LiveMirrors(
            new CopyShop(Wheel, resolver, Budgets, Metrics, Listeners, Evidence, _log), new KillSwitch(data, _log));
    }

    /// <summary>Time to connect on a machine that has other things to do.</summary>
    public static TimeSpan Patient => TimeSpan.FromSeconds(10);

    public DeadlineWheel Wheel { get; }

    public CopyBudgets Budgets { get; }

    public MetricRegistry Metrics { get; }

    public CopyListeners Listeners { get; } = new();

    public RecordKeeper Evidence { get; } = new();

    public LiveMirrors Mirrors { get; }

    public IReadOnlyList<string> Lines => _log.Lines;

    public static EndpointsService At(params EndPoint[] endPoints) => new()
    {
        Name = "shadow",
        Endpoints = [.. endPoints.Cast<IPEndPoint>().Select(at => new EndpointAddress { Host = at.Address.ToString(), Port = at.Port })],
    };

    public static Mirror Record(Func<Mirror, Mirror>? with = null)
    {
        var mirror = new Mirror
        {
            Name = "v2",
            Target = new ServiceRef("shadow"),
            Share = Share.All,
            Only = new CopyFilter { Methods = null },
            Timeouts = new CopyTimeouts { Connect = Patient },
        };
        return with?.Invoke(mirror) ?? mirror;
    }

    public CompiledMirror Mirror(EndPoint at, Func<Mirror, Mirror>? with = null) => Mirror(At(at), with);

    public CompiledMirror Mirror(EndpointsService target, Func<Mirror, Mirror>? with = null, bool nested = false) =>
        Compile("orders", Record(with), target, nested: nested);

    /// <summary>A mirror of a route, with what it follows if it is a baseline.</summary>
    public CompiledMirror Compile(string route, Mirror record, EndpointsService target, Mirror? candidate = null, bool nested = false) => Mirrors.Compile(
        new MirrorSeat(route, "", $"routes/{route}", nested),
        record,
        target,
        CopyTemplate.Compile(Rewrite.None, AnyRule.Instance, record, target),
        candidate);

    public static RequestFacts Facts(string head)
    {
        var bytes = Encoding.Latin1.GetBytes(head);
        var parsed = new RequestHead();
        Assert.Equal(WireFault.None, RequestParser.Parse(parsed, bytes, bytes.Length, 100));
        var facts = new RequestFacts();
        facts.Reset(parsed, IPAddress.Parse("192.0.2.7"));
        return facts;
    }

    public static RequestFacts Get(string path = "/") => Facts($"GET {path} HTTP/1.1\r\nHost: shop.example\r\n\r\n");

    /// <summary>Chooses and sends; whether it was chosen.</summary>
    public static bool Send(CompiledMirror mirror, RequestFacts facts, Tee? tee = null, bool loops = false, bool upgrade = false)
    {
        if (!mirror.Choose(facts, loops, upgrade, out _))
        {
            return false;
        }

        mirror.Send(facts, new LegFacts { ClientAddress = "192.0.2.7"u8, Via = "1.1 halfsilver-test"u8 }, tee);
        return true;
    }

    /// <summary>A request with a body, which the caller writes.</summary>
    public Tee SendBody(CompiledMirror mirror, long? length = null, string extra = "")
    {
        var tee = Tee.Rent(Budgets.Bytes);
        var framing = length is null ? "Transfer-Encoding: chunked" : $"Content-Length: {length}";
        Send(mirror, Facts($"POST /up HTTP/1.1\r\nHost: shop.example\r\n{extra}{framing}\r\n\r\n"), tee);
        return tee;
    }

    public void SendBody(CompiledMirror mirror, byte[] body, bool chunked = false)
    {
        var tee = SendBody(mirror, chunked ? null : body.Length);
        tee.Append(body);
        tee.Complete();
        tee.Release();
    }

    /// <summary>Waits until nothing is under way nor held, and the books balance.</summary>
    public async Task AtRestAsync(CompiledMirror mirror, TimeSpan? within = null)
    {
        var live = mirror.Live;
        await Bound.Eventually(
            () => live.Queue is { InFlight: 0, Queued: 0 } && Budgets is { InFlight: 0, Queued: 0 } && Budgets.Bytes.Held == 0 && live.Bytes.Held == 0
                && live.Upstream.Endpoints.All(endpoint => endpoint.InFlight == 0)
                && live.Books.MatchedCount == live.Books.SkippedCount + live.Books.SentCount
                && live.Books.SentCount == live.Books[Fate.Answered] + live.Books.FailedCount,
            within ?? Bound.Usual,
            $"rest; {live.Queue.InFlight} fly, {live.Queue.Queued} wait, {Budgets.Bytes.Held} bytes; {BooksText(mirror)}");
    }

    /// <summary>What the books say, as <c>matched 3 = not_sampled 1 + sent 2 = answered 2</c>, without the zeroes.</summary>
    public static string BooksText(CompiledMirror mirror)
    {
        var books = mirror.Live.Books;
        var fates = Enum.GetValues<Fate>().Where(fate => books[fate] != 0).Select(fate => $"{fate} {books[fate]}");
        return $"matched {books.MatchedCount}, sent {books.SentCount}: {string.Join(", ", fates)}";
    }

    public async ValueTask DisposeAsync()
    {
        await Mirrors.DisposeAsync();
        Wheel.Dispose();
    }

    internal sealed class RecordKeeper : ICopyListener
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<CopyRecord> _records = [];

        public IReadOnlyList<CopyRecord> Records => [.. _records];

        public void Ended(in CopyRecord record) => _records.Enqueue(record);
    }

    private sealed class LogKeeper : ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add(formatter(state, exception));
            }
        }
    }
}
