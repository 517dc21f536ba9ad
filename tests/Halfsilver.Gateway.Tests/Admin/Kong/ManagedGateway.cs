using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Admin.Access;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Kong;

/// <summary>A whole gateway whose plan is written over its admin side, with real servers behind the names that are written.</summary>
internal sealed class ManagedGateway : IAsyncDisposable
{
    public const string Base = "/api/v1/gateway";

    /// <summary>The example of the management interface's documentation.</summary>
    public const string Mirror = """{"mirrorHost":"ai-service-v2-staging.internal","mirrorPort":8000,"percentage":50,"synchronous":false,"logResponses":true}""";

    private readonly AdminHost _admin;
    private readonly Login _login;
    private readonly HttpClient _client;

    private ManagedGateway(RunningGateway gateway, AdminHost admin, Login login)
    {
        (Gateway, _admin, _login) = (gateway, admin, login);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://{admin.Address}"), Timeout = Bound.Usual };
    }

    public RunningGateway Gateway { get; }

    public IPEndPoint Admin => _admin.Address;

    public AdminHost AdminSide => _admin;

    /// <summary>The token that is sent; null for none.</summary>
    public string? Token { get; set; }

    public Plan Plan => Gateway.Plan;

    /// <summary>Starts it with nothing to serve, or with what stands in files.</summary>
    public static Task<ManagedGateway> StartAsync(params (string Name, LoopbackServer To)[] pins) => StartAsync(new Plan(), pins: pins);

    public static async Task<ManagedGateway> StartAsync(Plan plan, Tokens? tokens = null, string? data = null, params (string Name, LoopbackServer To)[] pins)
    {
        plan = plan with
        {
            EntryPoints = [new EntryPoint { Name = "web", Listen = "127.0.0.1:0" }],
            Admin = new AdminSettings { Listen = "127.0.0.1:0" },
            Resolve = pins.ToImmutableDictionary(pin => pin.Name, pin => pin.To.Authority, StringComparer.Ordinal),
            Drain = new DrainSettings { Primaries = TimeSpan.FromSeconds(1), Copies = TimeSpan.FromSeconds(1) },
        };
        var request = new LaunchRequest
        {
            Plan = plan,
            Rules = new ChangeRules { Compose = Plans.Patient },
            Logs = NullLoggerFactory.Instance,
            Time = TimeProvider.System,
            DataDirectory = data,
        };
        var gateway = (RunningGateway)await RunningGateway.LaunchAsync(request, CancellationToken.None);
        var login = tokens is null ? Login.Open(TimeProvider.System)
            : await Login.BeginAsync(plan.Admin, tokens.Directory, asked: true, new Dictionary<string, string>(StringComparer.Ordinal), TimeProvider.System, CancellationToken.None);
        return new ManagedGateway(gateway, await AdminHost.StartAsync(gateway, plan.Admin, login, NullLogger.Instance, TimeProvider.System), login) { Token = tokens?.Admin };
    }

    /// <summary>One with the documentation's service and route; the service answers "primary".</summary>
    public static async Task<ManagedGateway> StartWithRouteAsync(Tokens? tokens = null, string? data = null, params (string Name, LoopbackServer To)[] pins)
    {
        var gateway = await StartAsync(new Plan(), tokens, data, pins);
        await gateway.MakeRouteAsync();
        return gateway;
    }

    public async Task MakeRouteAsync(string service = "ai-service", string path = "/ai")
    {
        Assert.Equal(201, (await PostAsync("/services", $$"""{"name":"{{service}}","url":"http://{{service}}:8000"}""")).Code);
        Assert.Equal(201, (await PostAsync($"/services/{service}/routes", $$"""{"name":"{{service}}-route","paths":["{{path}}"]}""")).Code);
    }

    public Task<Answered> PostAsync(string path, string? json = null) => SendAsync("POST", Base + path, json);

    public Task<Answered> GetAsync(string path) => SendAsync("GET", Base + path);

    public Task<Answered> SendAsync(string method, string path, string? body = null, string media = "application/json", params (string Name, string Value)[] headers) =>
        SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), media, headers);

    public async Task<Answered> SendAsync(string method, string path, byte[]? body, string media, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (Token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token}");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(media);
        }

        using var answer = await _client.SendAsync(request);
        return new Answered((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Asks the gateway as a client does.</summary>
    public async Task<ReceivedAnswer> AskAsync(string path, string host = "a.test")
    {
        await using var client = await RawClient.ConnectAsync(Gateway.EntryPoints[0].Address);
        return await client.AskAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    }

    /// <summary>Asks so many times on one connection; every answer is the primary's.</summary>
    public async Task AskAsync(int times, string path = "/ai/x")
    {
        await using var client = await RawClient.ConnectAsync(Gateway.EntryPoints[0].Address);
        for (var i = 0; i < times; i++)
        {
            Assert.Equal("primary", (await client.AskAsync($"GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n")).BodyText);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _admin.DisposeAsync();
        _login.Dispose();
        await Gateway.DisposeAsync();
    }

    internal sealed record Answered(int Code, string? Media, string Text)
    {
        public JsonElement Json => JsonDocument.Parse(Text).RootElement;

        /// <summary>What came of it, in the envelope.</summary>
        public JsonElement Data
        {
            get
            {
                Assert.True(Json.GetProperty("success").GetBoolean(), Text);
                return Json.GetProperty("data");
            }
        }

        /// <summary>Status and code of an error in the envelope.</summary>
        public string Error
        {
            get
            {
                Assert.False(Json.GetProperty("success").GetBoolean(), Text);
                return $"{Code} {Json.GetProperty("error").GetProperty("code").GetString()}";
            }
        }

        /// <summary>The fields that an error names.</summary>
        public string[] Fields => [.. Json.GetProperty("error").GetProperty("details").EnumerateArray().Select(one => one.GetProperty("field").GetString()!)];
    }
}
