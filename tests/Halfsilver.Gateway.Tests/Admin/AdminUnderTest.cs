using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;

namespace Halfsilver.Gateway.Tests.Admin;

/// <summary>An admin side on a real socket, over a gateway that is not real.</summary>
internal sealed class AdminUnderTest : IAsyncDisposable
{
    private readonly AdminHost _host;

    private AdminUnderTest(FakeGateway gateway, AdminHost host)
    {
        (Gateway, _host) = (gateway, host);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{host.Address.Port}"),
            Timeout = Bound.Usual,
        };
    }

    public FakeGateway Gateway { get; }

    public HttpClient Client { get; }

    public IPEndPoint Address => _host.Address;

    public static async Task<AdminUnderTest> StartAsync(string listen = "127.0.0.1:0", bool insecure = false, TimeProvider? time = null)
    {
        var gateway = new FakeGateway();
        time ??= TimeProvider.System;
        return new AdminUnderTest(gateway, await AdminHost.StartAsync(
            gateway, new AdminSettings { Listen = listen, Insecure = insecure }, Login.Open(time), NullLogger.Instance, time));
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
    }
}
