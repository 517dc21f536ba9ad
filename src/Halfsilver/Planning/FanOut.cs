using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>
/// Several calls for one request, whose JSON answers become one. The request's body is read whole before the calls are made, and each call's head is
/// made anew.
/// </summary>
public sealed record FanOutService : Service
{
    /// <summary>The calls; their names are unique here. Of two answers with the same member the later call's stands.</summary>
    public required ImmutableArray<FanOutCall> Calls { get; init; }

    /// <summary>For all calls together; what is not there by then is left out. Default 2 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether each call waits for the one before. Default false: all at once.</summary>
    public bool Sequential { get; init; }

    /// <summary>Request bytes that are kept for the calls; a longer body is answered with 413. Default 1 MiB.</summary>
    public long MaxBufferedBody { get; init; } = 1024 * 1024;

    /// <summary>Bytes of one call's answer; a longer one counts as failed. Default 4 MiB.</summary>
    public long MaxAnswerBytes { get; init; } = 4L * 1024 * 1024;

    /// <summary>What the client is answered when no call was any good, 400 to 599. Default 502.</summary>
    public int FailureStatus { get; init; } = 502;

    /// <summary>A field of the answer that says <c>true</c> when every call was good and <c>false</c> when one was left out; null writes none. Default none.</summary>
    public string? CompleteField { get; init; }
}

/// <summary>One call of a <see cref="FanOutService"/>.</summary>
public sealed record FanOutCall
{
    /// <summary>Name, unique in its service.</summary>
    public required string Name { get; init; }

    /// <summary>Who is called.</summary>
    public required ServiceRef Service { get; init; }

    /// <summary>The method; null means the client's (GET for HEAD, since a body is needed).</summary>
    public string? Method { get; init; }

    /// <summary>The path: a template as <c>/v1/user/{id}</c>, filled from the route's own; null means the client's path.</summary>
    public string? Path { get; init; }

    /// <summary>Names of query parameters that go on; null means all. Default all.</summary>
    public ImmutableArray<string>? Query { get; init; }

    /// <summary>Names of fields that go on; null means all that are not one hop's. Default all.</summary>
    public ImmutableArray<string>? Fields { get; init; }

    /// <summary>Fields that replace those of the same name.</summary>
    public ImmutableArray<Field> SetFields { get; init; } = [];

    /// <summary>How the answer is read. Default JSON.</summary>
    public FanOutEncoding Encoding { get; init; } = FanOutEncoding.Json;

    /// <summary>A member of the answer that stands for the whole of it, as <c>data.user</c>; null takes all.</summary>
    public string? Target { get; init; }

    /// <summary>Members that are kept, as <c>user.name</c>; empty keeps all. Not together with <see cref="Deny"/>.</summary>
    public ImmutableArray<string> Allow { get; init; } = [];

    /// <summary>Members that are left out.</summary>
    public ImmutableArray<string> Deny { get; init; } = [];

    /// <summary>Members of the first level under other names, applied after <see cref="Allow"/> and <see cref="Deny"/>.</summary>
    public ImmutableDictionary<string, string> Rename { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The member that holds what is left; null puts it beside the other calls' members.</summary>
    public string? Group { get; init; }

    /// <summary>How many times it is called at once, 1 to 16; the first good answer counts. Default 1.</summary>
    public int Race { get; init; } = 1;
}

/// <summary>How a call's answer is read.</summary>
public enum FanOutEncoding
{
    /// <summary>A JSON object; an array becomes its member <c>collection</c>.</summary>
    Json,

    /// <summary>Text, as the member <c>content</c>.</summary>
    Text,
}
