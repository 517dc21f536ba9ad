using System.Text.Json;

namespace Halfsilver.Peers;

/// <summary>What a gateway is told: where to listen, its primary, and by the first segment of the path who gets copies.</summary>
/// <param name="Listen">HTTP/1.1, as <c>127.0.0.1:1</c>.</param>
/// <param name="Http2">HTTP/2 without TLS.</param>
/// <param name="Primary">As <c>http://127.0.0.1:1</c>.</param>
/// <param name="Routes">Copies by route.</param>
internal sealed record Facts(string Listen, string Http2, string Primary, IReadOnlyDictionary<string, CopyFacts> Routes)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    public static Facts Read(string file) => JsonSerializer.Deserialize<Facts>(File.ReadAllText(file), s_options)
        ?? throw new JsonException($"{file} holds nothing.");
}

/// <summary>The copies of one route.</summary>
/// <param name="Percent">0 to 100.</param>
/// <param name="Mirrors">As <c>http://127.0.0.1:1</c>.</param>
internal sealed record CopyFacts(double Percent, IReadOnlyList<string> Mirrors);
