using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TestKit;

namespace Halfsilver.Tests.Library;

/// <summary>An application that does what applications do with requests and answers. What it says of a body is its length and hash.</summary>
internal static class Pages
{
    /// <summary>Answers without reading, and the answer depends on nothing.</summary>
    public static readonly string[] Plain = ["/plain", "/none", "/large", "/trailers", "/events", "/throws", "/throws-late", "/missing"];

    /// <summary>Each reads the whole body, in its own way.</summary>
    public static readonly string[] Readers =
        ["/stream", "/small-pieces", "/reader", "/peek", "/copy", "/begin-read", "/buffering", "/replaced", "/reader-copy"];

    public static void Map(WebApplication app)
    {
        app.MapMethods("/plain", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"], context =>
        {
            context.Response.Headers["X-Seen"] = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
            return context.Response.WriteAsync("hello");
        });
        app.Map("/none", static context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        app.Map("/large", static async context =>
        {
            var body = new PatternBody(10 * 1024 * 1024);
            context.Response.ContentLength = body.Length;
            var buffer = new byte[64 * 1024];
            for (long at = 0; body.Fill(at, buffer) is var count and > 0; at += count)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count));
            }
        });
        app.Map("/trailers", static async context =>
        {
            context.Response.DeclareTrailer("X-Sum");
            await context.Response.WriteAsync("with trailers");
            context.Response.AppendTrailer("X-Sum", "13");
        });
        app.Map("/events", static async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 5; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n");
                await context.Response.Body.FlushAsync();
            }
        });
        app.Map("/throws", static _ => throw new InvalidTimeZoneException("as an application may"));
        app.Map("/throws-late", static async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            throw new InvalidTimeZoneException("as an application may");
        });
        app.Map("/early", static async context =>
        {
            await context.Response.WriteAsync("early ");
            await context.Response.Body.FlushAsync();
            await SayAsync(context, await HashAsync(context.Request.Body, 4096));
        });
        app.Map("/part", static async context =>
        {
            var buffer = new byte[10];
            await context.Request.Body.ReadExactlyAsync(buffer);
            await context.Response.WriteAsync(Encoding.Latin1.GetString(buffer));
        });
        app.Map("/form", static async context =>
        {
            var form = await context.Request.ReadFormAsync();
            await context.Response.WriteAsync($"{form["a"]}/{form["b"]}/{form.Files.Count}");
        });
        app.MapPost("/model", static (Order order) => $"{order.Id}:{order.Name}");
        MapReaders(app);
    }

    /// <summary>What readers say of a body.</summary>
    public static string Said(PatternBody body) => $"{body.Length} {body.Sha256}";

    internal sealed record Order(int Id, string Name);

    private static void MapReaders(WebApplication app)
    {
        app.Map("/stream", static async context => await SayAsync(context, await HashAsync(context.Request.Body, 64 * 1024)));
        app.Map("/small-pieces", static async context => await SayAsync(context, await HashAsync(context.Request.Body, 777)));
        app.Map("/begin-read", static async context =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var (body, buffer, total) = (context.Request.Body, new byte[10_000], 0L);
            while (await Task.Factory.FromAsync(body.BeginRead, body.EndRead, buffer, 0, buffer.Length, null) is var count and > 0)
            {
                hash.AppendData(buffer, 0, count);
                total += count;
            }

            await SayAsync(context, (total, hash.GetHashAndReset()));
        });
        app.Map("/reader", static async context => await SayAsync(context, await ReadAsync(context)));
        app.Map("/peek", static async context =>
        {
            // A look that takes nothing away, then a part through the reader, then the rest through the stream.
            var reader = context.Request.BodyReader;
            var look = await reader.ReadAsync();
            reader.AdvanceTo(look.Buffer.Start, look.Buffer.End);
            look = await reader.ReadAsync();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var part = look.Buffer.Slice(0, Math.Min(100, look.Buffer.Length)).ToArray();
            hash.AppendData(part);
            reader.AdvanceTo(look.Buffer.GetPosition(part.Length));
            var (buffer, total) = (new byte[5_000], (long)part.Length);
            while (await context.Request.Body.ReadAsync(buffer) is var count and > 0)
            {
                hash.AppendData(buffer, 0, count);
                total += count;
            }

            await SayAsync(context, (total, hash.GetHashAndReset()));
        });
        app.Map("/copy", static async context =>
        {
            using var memory = new MemoryStream();
            await context.Request.Body.CopyToAsync(memory);
            await SayAsync(context, (memory.Length, SHA256.HashData(memory.ToArray())));
        });
        app.Map("/reader-copy", static async context =>
        {
            using var memory = new MemoryStream();
            await context.Request.BodyReader.AsStream().CopyToAsync(memory);
            await SayAsync(context, (memory.Length, SHA256.HashData(memory.ToArray())));
        });
        app.Map("/buffering", static async context =>
        {
            context.Request.EnableBuffering();
            var first = await HashAsync(context.Request.Body, 4096);
            context.Request.Body.Position = 0;
            var second = await ReadAsync(context);
            await SayAsync(context, first.Sha256.AsSpan().SequenceEqual(second.Sha256) ? second : default);
        });
        app.Map("/replaced", static async context =>
        {
            // A stream of the application's own in the body's place, read through the reader.
            context.Request.Body = new BufferedStream(context.Request.Body, 1000);
            await SayAsync(context, await ReadAsync(context));
        });
        app.Map("/synchronous", static async context =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var (buffer, total) = (new byte[3_000], 0L);
            while (context.Request.Body.Read(buffer, 0, buffer.Length) is var count and > 0)
            {
                hash.AppendData(buffer, 0, count);
                total += count;
            }

            await SayAsync(context, (total, hash.GetHashAndReset()));
        });
        app.Map("/shows-trailers", static async context =>
        {
            await HashAsync(context.Request.Body, 4096);
            var trailers = context.Features.GetRequiredFeature<IHttpRequestTrailersFeature>().Trailers;
            await context.Response.WriteAsync(string.Join(',', trailers.Select(trailer => $"{trailer.Key}={trailer.Value}")));
        });
    }

    private static async Task<(long Length, byte[] Sha256)> ReadAsync(HttpContext context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (reader, total) = (context.Request.BodyReader, 0L);
        while (true)
        {
            var read = await reader.ReadAsync();

            // Half of what there is, so that the rest is seen twice.
            var taken = read.IsCompleted ? read.Buffer : read.Buffer.Slice(0, (read.Buffer.Length + 1) / 2);
            foreach (var piece in taken)
            {
                hash.AppendData(piece.Span);
            }

            total += taken.Length;
            reader.AdvanceTo(taken.End);
            if (read.IsCompleted)
            {
                return (total, hash.GetHashAndReset());
            }
        }
    }

    private static async Task<(long Length, byte[] Sha256)> HashAsync(Stream body, int piece)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, total) = (new byte[piece], 0L);
        while (await body.ReadAsync(buffer) is var count and > 0)
        {
            hash.AppendData(buffer, 0, count);
            total += count;
        }

        return (total, hash.GetHashAndReset());
    }

    private static Task SayAsync(HttpContext context, (long Length, byte[]? Sha256) body) =>
        context.Response.WriteAsync($"{body.Length} {Convert.ToHexStringLower(body.Sha256 ?? [])}");
}
