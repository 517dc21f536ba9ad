using System.Net;
using System.Text;
using System.Text.Json;
using Halfsilver.Dialects;
using Halfsilver.Dialects.Native;
using Halfsilver.Gateway.Admin;
using Halfsilver.Planning;
using Halfsilver.Stores;

namespace Halfsilver.Gateway.Cli;

/// <summary>Reading and changing the plan of a running gateway.</summary>
internal sealed partial class AdminClient
{
    /// <summary>The plan of the active revision as it was written, and its entity tag.</summary>
    public async Task<(Plan Plan, string Tag)> ActivePlanAsync(CancellationToken cancel)
    {
        using var answer = await CheckedAsync(HttpMethod.Get, ConfigRoutes.Path, null, HttpCompletionOption.ResponseContentRead, cancel);
        var tag = answer.Headers.ETag?.ToString() ?? throw Unexpected(ConfigRoutes.Path);
        return (PlanOf(await answer.Content.ReadAsStringAsync(cancel), "running"), tag);
    }

    /// <summary>The plan of a revision.</summary>
    public async Task<Plan> PlanOfAsync(int revision, CancellationToken cancel)
    {
        var answer = await JsonAsync<RevisionAnswer>(HttpMethod.Get, $"{RevisionRoutes.Path}/{revision}", null, cancel);
        return PlanOf(answer.Plan, $"r{revision}");
    }

    /// <summary>Asks for a change.</summary>
    /// <param name="method">PUT for a configuration, POST for a revision.</param>
    /// <param name="path">Of which.</param>
    /// <param name="json">The configuration; null without one.</param>
    /// <param name="tag">The entity tag that it was made for; null where that does not matter.</param>
    /// <param name="message">Why; null says nothing.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="CliException">It was refused; each problem is in the message, a line each.</exception>
    public async Task<ChangeAnswer> ChangeAsync(HttpMethod method, string path, string? json, string? tag, string? message, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation(ChangeBy.SourceField, ChangeSource.Cli);
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        if (message is not null)
            request.Headers.TryAddWithoutValidation(ChangeBy.MessageField, AdminText.Line(message, ""));
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel);
        if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
            throw new CliException(ExitCode.Configuration, await ProblemsAsync(answer, cancel));
        using var good = await CheckedAsync(answer, cancel);
        try
        {
            return await good.Content.ReadFromJsonAsync<ChangeAnswer>(AdminJson.Options, cancel) ?? throw Unexpected(path);
        }
        catch (JsonException)
        {
            throw Unexpected(path);
        }
    }

    /// <summary>Has files read again; a refusal is an answer.</summary>
    public async Task<ReloadAnswer> ReloadAsync(bool force, CancellationToken cancel)
    {
        const string Path = "/-/reload";
        var answer = await SendAsync(HttpMethod.Post, Path + (force ? "?force=true" : ""), null, HttpCompletionOption.ResponseContentRead, cancel);
        using var read = answer.StatusCode is HttpStatusCode.UnprocessableEntity ? answer : await CheckedAsync(answer, cancel);
        try
        {
            return await read.Content.ReadFromJsonAsync<ReloadAnswer>(AdminJson.Options, cancel) ?? throw Unexpected(Path);
        }
        catch (JsonException)
        {
            throw Unexpected(Path);
        }
    }

    private static async Task<string> ProblemsAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var reason = await ReasonAsync(answer, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.TryGetProperty("errors", out var errors) && errors.Deserialize<ProblemPlace[]>(AdminJson.Options) is { Length: > 0 } places
                ? string.Join("\n  ", ["the gateway refuses this configuration:", .. places.Select(place => $"{place.Pointer}: {place.Message}")])
                : reason;
        }
        catch (JsonException)
        {
            return reason;
        }
    }

    private static Plan PlanOf(string text, string name)
    {
        var reading = new NativeDialect(_ => null).Read(new DialectText(name, text));
        return reading.Plan ?? throw new CliException(ExitCode.Failed, $"{name}: the gateway's configuration is none that this version reads");
    }
}
