using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace Halfsilver.Peers;

/// <summary>
/// The mirror that people write first: the body is kept whole, each copy is sent by an HttpClient that nobody waits for, its answer is
/// read and thrown away, and failures are forgotten. No limits.
/// </summary>
internal sealed class NaiveMirror(IReadOnlyDictionary<string, CopyFacts> routes) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    public async Task CopyAsync(HttpContext context, RequestDelegate next)
    {
        if (!routes.TryGetValue(Segment(context.Request.Path), out var copies) || !Chosen(copies))
        {
            await next(context);
            return;
        }

        var body = await BodyAsync(context.Request);
        foreach (var mirror in copies.Mirrors)
        {
            _ = SendAsync(Copy(context.Request, mirror, body));
        }

        await next(context);
    }

    public void Dispose() => _client.Dispose();

    private static string Segment(PathString path)
    {
        var text = path.Value ?? "/";
        var end = text.IndexOf('/', 1);
        return end < 0 ? text[1..] : text[1..end];
    }

    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "A share of copies is no secret.")]
    private static bool Chosen(CopyFacts copies) => copies.Mirrors.Count > 0 && (copies.Percent >= 100 || Random.Shared.NextDouble() * 100 < copies.Percent);

    private static async Task<byte[]?> BodyAsync(HttpRequest request)
    {
        if (request.ContentLength is null or 0 && StringValues.IsNullOrEmpty(request.Headers.TransferEncoding))
        {
            return null;
        }

        var kept = new MemoryStream();
        await request.Body.CopyToAsync(kept);
        kept.Position = 0;
        request.Body = kept;
        return kept.ToArray();
    }

    private static HttpRequestMessage Copy(HttpRequest request, string mirror, byte[]? body)
    {
        var copy = new HttpRequestMessage(new HttpMethod(request.Method), $"{mirror}{request.Path}{request.QueryString}")
        {
            Content = body is null ? null : new ByteArrayContent(body),
        };
        foreach (var (name, values) in request.Headers)
        {
            if (name is not ("Connection" or "Transfer-Encoding" or "Content-Length") && !copy.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                copy.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return copy;
    }

    private async Task SendAsync(HttpRequestMessage copy)
    {
        try
        {
            using (copy)
            using (var answer = await _client.SendAsync(copy, HttpCompletionOption.ResponseHeadersRead))
            {
                await answer.Content.CopyToAsync(Stream.Null);
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            // Nobody hears of it; that is the point of comparison.
        }
    }
}
