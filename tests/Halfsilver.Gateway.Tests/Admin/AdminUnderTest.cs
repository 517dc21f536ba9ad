using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Tests.Admin.OpenApi;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;

namespace Halfsilver.Gateway.Tests.Admin;

/// <summary>An admin side on a real socket, over a gateway that is not real.</summary>
internal sealed class AdminUnderTest : IAsyncDisposable
{
    private readonly AdminHost _host;
    private readonly Login _login;

    private AdminUnderTest(FakeGateway gateway, Login login, AdminHost host, HttpMessageHandler? handler = null)
    {
        (Gateway, _login, _host) = (gateway, login, host);
        Client = new HttpClient(new DeclaredAnswers(handler ?? new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }, host.Endpoints))
        {
            BaseAddress = new Uri($"{(host.Tls ? "https" : "http")}://127.0.0.1:{host.Address.Port}"),
            Timeout = Bound.Usual,
        };
    }

    public FakeGateway Gateway { get; }

    public HttpClient Client { get; }

    public IPEndPoint Address => _host.Address;

    public AdminHost Host => _host;

    public static async Task<AdminUnderTest> StartAsync(string listen = "127.0.0.1:0", bool insecure = false, TimeProvider? time = null)
    {
        var gateway = new FakeGateway();
        (gateway.Changes, gateway.Holder) = await FakeHolder.BeginAsync(gateway.Plan);
        time ??= TimeProvider.System;
        var login = Login.Open(time);
        return new AdminUnderTest(gateway, login, await AdminHost.StartAsync(
            gateway, new AdminSettings { Listen = listen, Insecure = insecure }, login, NullLogger.Instance, time));
    }

    /// <summary>One where callers have to log in, as the settings and a data directory say.</summary>
    public static async Task<AdminUnderTest> StartGuardedAsync(
        AdminSettings settings, string? directory = null, IReadOnlyDictionary<string, string>? environment = null, TimeProvider? time = null, ILogger? logger = null,
        HttpMessageHandler? handler = null)
    {
        var gateway = new FakeGateway();
        (gateway.Changes, gateway.Holder) = await FakeHolder.BeginAsync(gateway.Plan);
        time ??= TimeProvider.System;
        var login = await Login.BeginAsync(settings, directory, asked: true, environment ?? new Dictionary<string, string>(StringComparer.Ordinal), time, CancellationToken.None);
        settings = settings.Listen == new AdminSettings().Listen ? settings with { Listen = "127.0.0.1:0" } : settings;
        return new AdminUnderTest(gateway, login, await AdminHost.StartAsync(gateway, settings, login, logger ?? NullLogger.Instance, time), handler);
    }

    /// <summary>Sends with a token; null sends none.</summary>
    public async Task<HttpResponseMessage> AskAsync(string method, string path, string? token, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        // The head is enough, and all there is of a stream.
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<(HttpResponseMessage Answer, JsonElement Body)> SendAsync(
        HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = await Client.SendAsync(request);
        return (answer, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        await Gateway.Changes.DisposeAsync();
        _login.Dispose();
    }
}
