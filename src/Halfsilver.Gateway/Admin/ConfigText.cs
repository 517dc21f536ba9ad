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
    /// <param name="context">The request.</param>
    /// <param name="usual">The dialect where the request names none; <c>auto</c> looks at the text.</param>
    /// <exception cref="RefusedRequestException">There is none; its errors name the places.</exception>
    public static async Task<ReadConfig> ReadAsync(HttpContext context, string usual = "native")
    {
        var text = await TextAsync(context);
        return Read(text, DialectOf(context.Request, usual));
    }

    /// <summary>Reads the plan that a text holds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="asked">Its dialect, or <c>auto</c>.</param>
    /// <param name="place">Where the text stands in the body, as a JSON pointer.</param>
    /// <exception cref="RefusedRequestException">There is none; its errors name the places.</exception>
    public static ReadConfig Read(string text, string asked, string place = "")
    {
        var (reading, dialect) = Reading(text, asked);
        var errors = reading.Notices.Where(notice => notice.StopsThePlan).Select(notice => At(place, notice)).ToImmutableArray();
        if (reading.Plan is null)
        {
            errors = errors.IsEmpty ? [new ProblemPlace(place, "HS0001", "it holds no plan")] : errors;
            throw ProblemPlace.Refusal("The configuration is not valid", errors);
        }

        return new ReadConfig(reading.Plan, dialect, [.. reading.Notices.Select(notice => At(place, notice))]);
    }

    private static ProblemPlace At(string place, Notice notice) => ProblemPlace.From(notice) is var known && place.Length > 0 ? known with { Pointer = place + known.Pointer } : known;

    // Variables of this process are not the caller's: references are for files, which their writer has filled in.
    private static (Reading Reading, string Dialect) Reading(string text, string dialect)
    {
        var file = new DialectText(Name, text);
        if (dialect == "auto")
        {
            var found = DialectBook.Group([file])[0].Dialect;
            return (found is NativeDialect ? ReadNative(file) : found.Read([file]), found.Name);
        }

        return (dialect == "native" ? ReadNative(file) : DialectBook.For(dialect).Read([file]), dialect);
    }

    private static Reading ReadNative(DialectText file) => new NativeDialect(_ => null).Read(file);

    /// <summary>The dialect that a request names, in its query or its type of media; else the usual one.</summary>
    public static string DialectOf(HttpRequest request, string usual)
    {
        var asked = request.Query["dialect"].ToString();
        if (asked.Length == 0 && MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            asked = type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("dialect", StringComparison.OrdinalIgnoreCase))?.Value.Value?.Trim('"') ?? "";
        }

        return asked is "" ? usual
            : asked is "auto" || DialectBook.Names.Contains(asked, StringComparer.Ordinal) ? asked
            : throw new RefusedRequestException(
                415, "unsupported-dialect", "The dialect is not known", $"dialect: '{AdminText.Line(asked, "")}' is not known; there are: auto, {string.Join(", ", DialectBook.Names)}");
    }

    /// <summary>The whole body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="longest">How many bytes it may have; null for as many as any body.</param>
    /// <exception cref="RefusedRequestException">It is no text.</exception>
    public static async Task<string> TextAsync(HttpContext context, long? longest = MaxBytes)
    {
        if (longest is not null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = longest;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        try
        {
            return s_strict.GetString(body.GetBuffer().AsSpan(0, (int)body.Length)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException bad)
        {
            throw JsonBody.Refusal("", $"it is no text, which must be UTF-8: {bad.Message}");
        }
    }
}

/// <summary>Configuration that was read.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Dialect">What it is written in.</param>
/// <param name="Notices">What there is to say about it.</param>
internal sealed record ReadConfig(Plan Plan, string Dialect, ImmutableArray<ProblemPlace> Notices);
