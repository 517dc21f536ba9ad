using System.Globalization;
using System.Text.Json;

namespace Halfsilver.Journey;

/// <summary>A problem of the gateway's own as <c>application/problem+json</c> (RFC 9457), with an id that the log has too.</summary>
internal static class ProblemAnswer
{
    private static long s_last = Random.Shared.NextInt64(1L << 40);

    /// <summary>An id for a request that went wrong; unique in the process, hard to mistake for another's.</summary>
    public static string NextId() => Interlocked.Increment(ref s_last).ToString("x12");

    /// <param name="status">The status.</param>
    /// <param name="title">It in words, the same for all such problems.</param>
    /// <param name="detail">What went wrong this time.</param>
    /// <param name="requestId">Of <see cref="NextId"/>.</param>
    /// <param name="retryAfter">Seconds after which the client may try again; null says nothing about it.</param>
    public static OwnAnswer Of(int status, string title, string detail, string requestId, int? retryAfter = null) =>
        Of(status, title, detail, requestId, retryAfter is { } seconds ? [("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))] : []);

    /// <summary>The same with fields of any kind.</summary>
    public static OwnAnswer Of(int status, string title, string detail, string requestId, (string Name, string Value)[] more)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Body("about:blank", title, status, detail, requestId), ProblemJson.Default.Body);
        (string, string)[] fields = [("Content-Type", "application/problem+json"), ("X-Request-Id", requestId), .. more];
        return OwnAnswer.Create(status, title, fields, body);
    }

    internal sealed record Body(string Type, string Title, int Status, string Detail, string RequestId);
}

/// <summary>Source-generated, so that a problem costs no reflection.</summary>
[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
[System.Text.Json.Serialization.JsonSerializable(typeof(ProblemAnswer.Body))]
internal sealed partial class ProblemJson : System.Text.Json.Serialization.JsonSerializerContext;
