using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>
/// What a file of tokens holds. Each start reads one before anything listens, so members are named here one by one: what a serializer finds
/// out about types by itself takes longer than all else about tokens.
/// </summary>
internal static class TokenFile
{
    private const int Version = 1;
    private const string Day = "yyyy-MM-dd";

    /// <summary>The file's content.</summary>
    public static byte[] Write(ImmutableArray<TokenEntry> tokens)
    {
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content, new JsonWriterOptions { Encoder = AdminJson.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("tokens");
            foreach (var token in tokens)
                Write(json, token);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return content.ToArray();
    }

    /// <summary>The tokens of a file.</summary>
    /// <exception cref="JsonException">It is none that was written here.</exception>
    public static ImmutableArray<TokenEntry> Read(byte[] content)
    {
        // Two readers must not see two files.
        using var file = JsonDocument.Parse(content, new JsonDocumentOptions { AllowDuplicateProperties = false });
        try
        {
            Refuse(file.RootElement, "version", "tokens");
            if (file.RootElement.GetProperty("version").GetInt32() != Version)
                throw new JsonException($"it is no file of tokens of version {Version}");
            var tokens = ImmutableArray.CreateBuilder<TokenEntry>();
            foreach (var token in file.RootElement.GetProperty("tokens").EnumerateArray())
                tokens.Add(Read(token));
            return tokens.ToImmutable();
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new JsonException($"it is no file of tokens of version {Version}: {wrong.Message}", wrong);
        }
    }

    private static void Write(Utf8JsonWriter json, TokenEntry token)
    {
        json.WriteStartObject();
        json.WriteString("name", token.Name);
        json.WriteString("role", Words.Of(token.Role));
        json.WriteString("prefix", token.Prefix);
        json.WriteString("hash", token.Hash);
        json.WriteString("created", token.Created);
        if (token.Expires is { } expires)
            json.WriteString("expires", expires);
        if (token.LastSeen is { } seen)
            json.WriteString("lastSeen", seen.ToString(Day, CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static TokenEntry Read(JsonElement token)
    {
        Refuse(token, "name", "role", "prefix", "hash", "created", "expires", "lastSeen");
        return new TokenEntry
        {
            Name = Text(token, "name"),
            Role = RoleOf(Text(token, "role")),
            Prefix = Text(token, "prefix"),
            Hash = Text(token, "hash"),
            Created = token.GetProperty("created").GetDateTimeOffset(),
            Expires = Has(token, "expires") ? token.GetProperty("expires").GetDateTimeOffset() : null,
            LastSeen = Has(token, "lastSeen") ? DateOnly.ParseExact(Text(token, "lastSeen"), Day, CultureInfo.InvariantCulture) : null,
        };
    }

    private static void Refuse(JsonElement map, params ReadOnlySpan<string> known)
    {
        foreach (var member in map.EnumerateObject())
        {
            if (!known.Contains(member.Name))
                throw new JsonException("it has a member that is not known here");
        }
    }

    private static bool Has(JsonElement token, string name) => token.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static string Text(JsonElement token, string name) => token.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    private static Role RoleOf(string word) => word switch
    {
        "viewer" => Role.Viewer,
        "operator" => Role.Operator,
        "admin" => Role.Admin,
        _ => throw new FormatException("a role is none"),
    };
}
