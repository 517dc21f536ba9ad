using System.Collections.Immutable;
using System.CommandLine;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Settings;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>explain</c>: which route a request would take and who would get a copy, without sending it.</summary>
internal sealed class ExplainVerb : IVerb
{
    private readonly Argument<string> _method = new("METHOD") { Description = "The request's method." };
    private readonly Argument<string> _url = new("URL") { Description = "The request's address." };
    private readonly Option<string[]> _headers = PlanOptions.Headers();
    private readonly Option<string[]> _files = PlanOptions.Files();
    private readonly Option<string?> _dialect = PlanOptions.Dialect();
    private readonly Option<string?> _admin = AdminClient.Option();

    public Command Describe() => new("explain", "Show which route a request takes and which mirrors copy it. With -c from files, else from a running gateway.")
    {
        _method, _url, _headers, _files, _dialect, _admin,
    };

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        if (!Uri.TryCreate(call.Get(_url), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new CliException(ExitCode.Usage, $"'{call.Get(_url)}' is no absolute address", "write it as http://shop.test/orders/7");
        ImmutableArray<Field> headers = [.. (call.Get(_headers) ?? []).Select(Header)];
        var text = call.Get(_files) is { Length: > 0 } files
            ? PlanExplainer.Explain(PlanOf(call, files), new ExplainRequest(call.Get(_method), url, headers))
            : await AskAsync(call, url, headers);
        if (call.Json)
            call.WriteJson(new ExplainAnswer(text));
        else
            call.Write(text.TrimEnd());
        return ExitCode.Success;
    }

    private Plan PlanOf(Invocation call, string[] files)
    {
        var read = new PlanFiles(call.Around.Plans, call.Around.In).Read(files, call.Get(_dialect));
        return read.Plan ?? throw NotValid.From(call, read);
    }

    private async Task<string> AskAsync(Invocation call, Uri url, ImmutableArray<Field> headers)
    {
        using var admin = AdminClient.Open(call, _admin);
        var body = new ExplainBody(call.Get(_method), url.AbsoluteUri, [.. headers.Select(field => new ExplainField(field.Name, field.Value))]);
        return (await admin.JsonAsync<ExplainAnswer>(HttpMethod.Post, "/api/v1/explain", body, call.Cancel)).Text;
    }

    private static Field Header(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !text.AsSpan().ContainsAny('\r', '\n')
            ? new Field(text[..colon], text[(colon + 1)..].Trim())
            : throw new CliException(ExitCode.Usage, $"-H: '{text}' is no header", "write it as -H 'X-User: 7'");
    }
}
