namespace Halfsilver.Gateway.Demo;

/// <summary>Synthetic customers: an endless, seeded list of requests at a steady rate. What cannot be answered in time is left out, never queued.</summary>
internal sealed class DemoTraffic : IDisposable
{
    // At most this many at once: a gateway that hangs must not be buried by its own demo.
    private const int MaxUnderWay = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private int _underWay;

    public DemoTraffic(Uri gateway, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = gateway,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Which page the n-th customer opens: mostly products, now and then the rest; every 25th one orders.</summary>
    public static (string Method, string Path) Request(int number, int seed)
    {
        // Products step through all ids, so that each of the known differences comes by in the first hundred requests.
        var id = (number * 7 + Math.Abs(seed % 1_000)) % 100 + 1;
        return (number % 25) switch
        {
            24 => ("POST", "/orders"),
            6 or 16 => ("GET", "/search?q=lamp"),
            9 => ("GET", $"/recommendations/{id}"),
            3 or 12 or 19 => ("GET", $"/orders/{id}"),
            _ => ("GET", $"/products/{id}"),
        };
    }

    /// <summary>Sends until cancelled.</summary>
    /// <param name="perSecond">Requests a second; 0 sends none.</param>
    /// <param name="seed">The list's seed.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task RunAsync(int perSecond, int seed, CancellationToken cancel)
    {
        if (perSecond <= 0)
            return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond), _time);
        var number = 0;
        try
        {
            do
            {
                var (method, path) = Request(number++, seed);
                if (Volatile.Read(ref _underWay) < MaxUnderWay)
                    _ = SendAsync(method, path, cancel);
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The demo is over.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task SendAsync(string method, string path, CancellationToken cancel)
    {
        Interlocked.Increment(ref _underWay);
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (method == "POST")
                request.Content = new StringContent("""{"product":7,"count":1}""", System.Text.Encoding.UTF8, "application/json");
            using var answer = await _http.SendAsync(request, either.Token);
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException)
        {
            // A customer who gets no answer shrugs; the gateway's own counters tell.
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
