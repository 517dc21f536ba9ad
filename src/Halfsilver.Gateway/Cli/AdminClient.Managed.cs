using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halfsilver.Gateway.Admin;
using Halfsilver.Stores;

namespace Halfsilver.Gateway.Cli;

/// <summary>Asks the gateway management API, whose answers come in an envelope.</summary>
internal sealed partial class AdminClient
{
    /// <summary>What an answer holds; null where it has no body.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="body">What is sent; null for nothing.</param>
    /// <param name="message">Why; null says nothing.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="CliException">It was refused.</exception>
    public async Task<JsonNode?> ManagedAsync(HttpMethod method, string path, JsonNode? body, string? message, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation(ChangeBy.SourceField, ChangeSource.Cli);
        if (message is not null)
            request.Headers.TryAddWithoutValidation(ChangeBy.MessageField, AdminText.Line(message, ""));
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel);
        if (answer.StatusCode is HttpStatusCode.BadRequest)
            throw new CliException(ExitCode.Configuration, await ReasonAsync(answer, cancel));
        using var good = await CheckedAsync(answer, cancel);
        if (good.StatusCode is HttpStatusCode.NoContent)
            return null;
        try
        {
            return JsonNode.Parse(await good.Content.ReadAsStringAsync(cancel)) is JsonObject envelope && envelope["data"] is { } data ? data : throw Unexpected(path);
        }
        catch (JsonException)
        {
            throw Unexpected(path);
        }
    }
}
