using System.Collections.Immutable;
using System.Text;
using Halfsilver.Dialects;
using Halfsilver.Dialects.Native;
using Halfsilver.Planning;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Halfsilver.Gateway.Admin;

/// <summary>A whole configuration as the body of a request, in any dialect.</summary>
internal static class ConfigText
{
    /// <summary>The longest.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const string Name = "body";

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a body of this type may be configuration. No page can send one of these to another origin unasked.</summary>
    public static bool IsMedia(MediaTypeHeaderValue type) =>
        type.MediaType.Value?.ToLowerInvariant() is "application/yaml" or "application/x-yaml" or "text/yaml" or "application/toml";

    /// <summary>Reads the plan, and what there is to say about it.</summary>
    /// <exception cref="RefusedRequestException">There is none; its errors name the places.</exception>
    public static async Task<(Plan Plan, ImmutableArray<ProblemPlace> Notices)> ReadAsync(HttpContext context)
    {
        var text = await TextAsync(context);
        var reading = Read(text, DialectOf(context.Request));
        var errors = reading.Notices.Where(notice => notice.StopsThePlan).Select(ProblemPlace.From).ToImmutableArray();
        if (reading.Plan is null)
        {
            throw new RefusedRequestException(400, "validation", "The configuration is not valid", errors.Length == 0 ? "it holds no plan" : $"{errors[0].Pointer}: {errors[0].Message}") { Errors = errors };
        }

        return (reading.Plan, [.. reading.Notices.Select(ProblemPlace.From)]);
    }

    // Variables of this process are not the caller's: references are for files, which their writer has filled in.
    private static Reading Read(string text, string dialect)
    {
        var file = new DialectText(Name, text);
        if (dialect == "auto")
        {
            var found = DialectBook.Group([file])[0].Dialect;
            return found is NativeDialect ? ReadNative(file) : found.Read([file]);
        }

        return dialect == "native" ? ReadNative(file) : DialectBook.For(dialect).Read([file]);
    }

    private static Reading ReadNative(DialectText file) => new NativeDialect(_ => null).Read(file);

    private static string DialectOf(HttpRequest request)
    {
        var asked = request.Query["dialect"].ToString();
        if (asked.Length == 0 && MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            asked = type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("dialect", StringComparison.OrdinalIgnoreCase))?.Value.Value?.Trim('"') ?? "";
        }

        return asked is "" ? "native"
            : asked is "auto" || DialectBook.Names.Contains(asked, StringComparer.Ordinal) ? asked
            : throw new RefusedRequestException(
                415, "unsupported-dialect", "The dialect is not known", $"dialect: '{AdminText.Line(asked, "")}' is not known; there are: auto, {string.Join(", ", DialectBook.Names)}");
    }

    private static async Task<string> TextAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBytes;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        try
        {
            return s_strict.GetString(body.GetBuffer().AsSpan(0, (int)body.Length)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException bad)
        {
            throw new RefusedRequestException(400, "validation", "The body is not text", $"it must be UTF-8: {bad.Message}");
        }
    }
}
