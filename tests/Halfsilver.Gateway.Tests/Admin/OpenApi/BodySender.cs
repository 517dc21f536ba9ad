using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Admin.Access;

namespace Halfsilver.Gateway.Tests.Admin.OpenApi;

/// <summary>Sends bodies to the path of a sample, and knows what the gateway behind it has become.</summary>
internal sealed class BodySender
{
    private readonly BodySample _sample;
    private readonly HttpClient _client;
    private readonly IGateway _gateway;
    private readonly Tokens? _tokens;

    private BodySender(BodySample sample, HttpClient client, IGateway gateway, Tokens? tokens) =>
        (_sample, _client, _gateway, _tokens) = (sample, client, gateway, tokens);

    /// <summary>The admin side's address.</summary>
    public IPEndPoint Address => new(IPAddress.Loopback, _client.BaseAddress!.Port);

    /// <summary>The sample's fields as lines of a head.</summary>
    public string Fields => string.Concat(Headers.Select(header => $"{header.Name}: {header.Value}\r\n"));

    /// <summary>What must stay as it is: revisions, what is stopped, tokens.</summary>
    public string State =>
        $"r{_gateway.Changes.Active.Number} {RevisionPlan.Mark(_gateway.Changes.Active)}, {_gateway.Kill.Engaged.Length} stopped, {_tokens?.Book.Tokens.Length} tokens";

    private IEnumerable<(string Name, string Value)> Headers => _tokens is null ? _sample.Headers : [.. _sample.Headers, ("Authorization", $"Bearer {_tokens.Admin}")];

    public static async Task<BodySender> OpenAsync(AnswerStage stage, BodySample sample)
    {
        if (sample.Guarded)
        {
            var (guarded, tokens) = await stage.GuardedAsync();
            return new BodySender(sample, guarded.Client, guarded.Gateway, tokens);
        }

        var admin = await stage.RealAsync();
        if (sample.Before is not null)
        {
            await sample.Before(admin);
        }

        return new BodySender(sample, admin.Client, admin.Gateway, tokens: null);
    }

    /// <summary>Sends a body; the status, and the pointers of its errors where it is a problem.</summary>
    public async Task<(int Status, string[] Pointers, string Text)> SendAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(_sample.Method), _sample.Path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, answer.IsSuccessStatusCode || text.Length == 0 ? [] : PointersOf(text), text);
    }

    private static string[] PointersOf(string problem)
    {
        using var read = JsonDocument.Parse(problem);
        return read.RootElement.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!)]
            : read.RootElement.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object ? [.. inner.GetProperty("details").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!)]
            : read.RootElement.TryGetProperty("fields", out var fields) ? [.. fields.EnumerateObject().Select(field => field.Name == "@entity" ? "" : $"/{field.Name}")]
            : [];
    }
}
