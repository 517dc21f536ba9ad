using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Admin.OpenApi;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;

namespace Halfsilver.Gateway.Tests.Admin;

/// <summary>A whole gateway in this process with its admin side on a real socket, for changes of its plan.</summary>
internal sealed class RevisionsUnderTest : IAsyncDisposable
{
    private readonly AdminHost _admin;

    private readonly Login _login;

    private RevisionsUnderTest(IRunningGateway gateway, AdminHost admin, Login login)
    {
        (Gateway, _admin, _login) = (gateway, admin, login);
        Client = new HttpClient(new DeclaredAnswers(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }, admin.Endpoints)) { BaseAddress = new Uri(Url), Timeout = Bound.Usual };
    }

    public IRunningGateway Gateway { get; }

    public HttpClient Client { get; }

    public AdminHost Host => _admin;

    public string Url => $"http://{_admin.Address}";

    public static Plan Written { get; } = Plans.To("127.0.0.1:1") is var plan ? plan with
    {
        Services = plan.Services.Add("v2", Plans.Service("v2", "127.0.0.1:2")),
        Routes = [plan.Routes[0] with { Mirrors = [Plans.Mirror("v2")] }],
    } : plan;

    /// <summary>The plan with this share for its mirror, as YAML.</summary>
    public static string Yaml(decimal percent) => NativeWriter.Yaml(With(percent));

    public static Plan With(decimal percent) => Written with
    {
        Routes = [Written.Routes[0] with { Mirrors = [Written.Routes[0].Mirrors[0] with { Share = Share.FromPercent(percent)! }] }],
    };

    public static async Task<RevisionsUnderTest> StartAsync(Func<LaunchRequest, LaunchRequest>? change = null)
    {
        var request = new LaunchRequest { Plan = Written, Logs = NullLoggerFactory.Instance, Time = TimeProvider.System };
        var gateway = await RunningGateway.LaunchAsync(change?.Invoke(request) ?? request, CancellationToken.None);
        var login = Login.Open(TimeProvider.System);
        return new RevisionsUnderTest(
            gateway, await AdminHost.StartAsync(gateway, new AdminSettings { Listen = "127.0.0.1:0" }, login, NullLogger.Instance, TimeProvider.System), login);
    }

    public Task<Answered> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, "", headers);

    public Task<Answered> PutAsync(string text, string? tag = "*", string path = "/api/v1/config", string media = "application/yaml", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, Encoding.UTF8.GetBytes(text), media, tag is null ? headers : [.. headers, ("If-Match", tag)]);

    public Task<Answered> PostAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, null, "", headers);

    public async Task<Answered> SendAsync(HttpMethod method, string path, byte[]? body, string media, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(media);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await Client.SendAsync(request);
        return new Answered(
            answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.ETag?.ToString(),
            answer.Headers.TryGetValues("X-Revision", out var revision) ? string.Join(',', revision) : null, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _admin.DisposeAsync();
        _login.Dispose();
        await Gateway.DisposeAsync();
    }

    internal sealed record Answered(HttpStatusCode Status, string? Media, string? Tag, string? Revision, string Text)
    {
        public JsonElement Json => JsonDocument.Parse(Text).RootElement;

        public int Code => (int)Status;

        /// <summary>The last part of a problem's type.</summary>
        public string Problem => Media == "application/problem+json" ? Json.GetProperty("type").GetString()!.Split(':')[^1] : $"no problem: {Text}";
    }
}
