using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli;

/// <summary>Talks to the admin side of a running gateway.</summary>
internal sealed partial class AdminClient : IDisposable
{
    /// <summary>Where a gateway's admin side is unless told.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly bool _hasToken;

    private AdminClient(Uri url, string? token, TimeProvider time)
    {
        (_time, _hasToken) = (time, token is not null);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8 })
        {
            BaseAddress = url,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The option that names the gateway.</summary>
    public static Option<string?> Option() => new("--admin")
    {
        Description = $"Address of the gateway's admin side. Else HALFSILVER_ADMIN, else {DefaultUrl}.",
        HelpName = "URL",
    };

    /// <summary>A client for the gateway that the call names.</summary>
    public static AdminClient Open(Invocation call, Option<string?> option)
    {
        var text = call.Get(option) ?? call.Around.Variable("HALFSILVER_ADMIN") ?? DefaultUrl;
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(full, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.AbsolutePath is "/"
            ? new AdminClient(url, Checked(ShownToken.Find(call, url)), call.Around.Time)
            : throw new CliException(ExitCode.Usage, $"--admin: '{text}' is no address of an admin side", $"write it as {DefaultUrl}");
    }

    /// <summary>Asks a health path; the text is its first lines.</summary>
    public async Task<(bool Healthy, string Text)> ProbeAsync(string path, CancellationToken cancel)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, HttpCompletionOption.ResponseContentRead, cancel);
        return (answer.IsSuccessStatusCode, (await answer.Content.ReadAsStringAsync(cancel)).TrimEnd());
    }

    /// <summary>Asks for text.</summary>
    public async Task<string> TextAsync(string path, CancellationToken cancel)
    {
        using var answer = await CheckedAsync(HttpMethod.Get, path, null, HttpCompletionOption.ResponseContentRead, cancel);
        return await answer.Content.ReadAsStringAsync(cancel);
    }

    /// <summary>Asks for JSON, with a JSON body where one is given.</summary>
    public async Task<T> JsonAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancel, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: AdminJson.Options);
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        using var answer = await CheckedAsync(await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel), cancel);
        try
        {
            return await answer.Content.ReadFromJsonAsync<T>(AdminJson.Options, cancel) ?? throw Unexpected(path);
        }
        catch (JsonException)
        {
            throw Unexpected(path);
        }
    }

    /// <summary>Opens a stream that ends when either side ends it.</summary>
    public async Task<Stream> StreamAsync(string path, CancellationToken cancel)
    {
        var answer = await CheckedAsync(HttpMethod.Get, path, null, HttpCompletionOption.ResponseHeadersRead, cancel);
        return await answer.Content.ReadAsStreamAsync(cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> CheckedAsync(
        HttpMethod method, string path, object? body, HttpCompletionOption until, CancellationToken cancel) =>
        await CheckedAsync(await SendAsync(method, path, body, until, cancel), cancel);

    private async Task<HttpResponseMessage> CheckedAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
        {
            var code = (int)answer.StatusCode is 401 or 403 ? ExitCode.NotPermitted : ExitCode.Failed;
            throw new CliException(code, await ReasonAsync(answer, cancel), (int)answer.StatusCode is 401 ? Hint : null);
        }
    }

    private string Hint => _hasToken
        ? "that gateway does not accept the token; another is given with --token-file FILE or HALFSILVER_TOKEN"
        : "no token was found; give one with --token-file FILE or HALFSILVER_TOKEN. A gateway's first one is admin-token in its data directory";

    // What a field of a request cannot carry would fail later, with the token in the message.
    private static string? Checked(string? token) => token?.All(letter => letter is > ' ' and < '\x7f') != false
        ? token
        : throw new CliException(ExitCode.Usage, "the token holds characters that no token has", "a token is one line, as halfsilver token create writes it");

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, HttpCompletionOption until, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: AdminJson.Options);
        return await SendAsync(request, until, cancel);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption until, CancellationToken cancel)
    {
        using var bound = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancel);
        try
        {
            return await _http.SendAsync(request, until, either.Token);
        }
        catch (HttpRequestException failure)
        {
            var why = failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? "nothing listens there" : failure.Message;
            throw new CliException(ExitCode.Unavailable, $"no gateway answers at {_http.BaseAddress}: {why}",
                "is it running? Name its admin side with --admin URL or HALFSILVER_ADMIN", failure);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new CliException(ExitCode.Unavailable, $"{_http.BaseAddress} did not answer within {Timeout.TotalSeconds} s");
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var text = await answer.Content.ReadAsStringAsync(cancel);
        try
        {
            using var problem = JsonDocument.Parse(text);
            if (problem.RootElement.ValueKind is JsonValueKind.Object && problem.RootElement.TryGetProperty("error", out var error))
                return error.ValueKind is JsonValueKind.Object && error.TryGetProperty("message", out var message) ? message.ToString() : error.ToString();
        }
        catch (JsonException)
        {
            // Not a gateway's answer: the status says what there is to say.
        }
        return $"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}; is that a gateway's admin side?";
    }

    private CliException Unexpected(string path) =>
        new(ExitCode.Failed, $"{new Uri(_http.BaseAddress!, path)} answered something unexpected; is that a gateway's admin side of this version?");
}
