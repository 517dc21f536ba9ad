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

    /// <summary>For all calls together; what is not there by then is left out. Default 2 s. A route's own time goes first.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether each call waits for the one before, and is not made when that one failed. Default false: all at once.</summary>
    public bool Sequential { get; init; }

    /// <summary>What the client is sent. Default the merged members as a JSON object.</summary>
    public FanOutOutput Output { get; init; } = FanOutOutput.Json;

    /// <summary>Whether an answer may lack the members of calls that failed. Default true; else one failed call fails all.</summary>
    public bool AllowPartial { get; init; } = true;

    /// <summary>What the client is answered when no call was any good, or not all were that had to be; 400 to 599. Default 502.</summary>
    public int FailureStatus { get; init; } = 502;

    /// <summary>A field of the answer that says <c>true</c> when every call was good and <c>false</c> when one was left out; null writes none. Default none.</summary>
    public string? CompleteField { get; init; }

    /// <summary>Members that are put over those of the calls; null puts none. Default none.</summary>
    public FanOutConstant? Constant { get; init; }

    /// <summary>Request bytes that are kept for the calls; a longer body is answered with 413. Default 1 MiB.</summary>
    public long MaxBufferedBody { get; init; } = 1024 * 1024;

    /// <summary>Bytes of one call's answer; a longer one counts as failed. Default 4 MiB.</summary>
    public long MaxAnswerBytes { get; init; } = 4L * 1024 * 1024;
}

/// <summary>Members that a <see cref="FanOutService"/> puts over those of its calls. Where all calls failed they are the answer.</summary>
/// <param name="Members">A JSON object.</param>
public sealed record FanOutConstant(string Members)
{
    /// <summary>When they are put. Default always.</summary>
    public ConstantWhen When { get; init; } = ConstantWhen.Always;
}

/// <summary>When a <see cref="FanOutConstant"/> is put.</summary>
public enum ConstantWhen
{
    /// <summary>Into every answer.</summary>
    Always,

    /// <summary>When every call was good.</summary>
    Complete,

    /// <summary>When a call failed.</summary>
    Incomplete,
}

/// <summary>What the client of a <see cref="FanOutService"/> is sent.</summary>
public enum FanOutOutput
{
    /// <summary>The merged members, as a JSON object.</summary>
    Json,

    /// <summary>The merged member <c>collection</c> alone, as a JSON array; an empty one where it is none.</summary>
    Collection,

    /// <summary>The merged member <c>content</c> alone, as plain text; empty where it is none.</summary>
    Text,

    /// <summary>The one call's answer as it comes: status, fields, body. Nothing is kept of it, read in it, or limited.</summary>
    Raw,
}

/// <summary>One call of a <see cref="FanOutService"/>.</summary>
public sealed record FanOutCall
{
    /// <summary>Name, unique in its service.</summary>
    public required string Name { get; init; }

    /// <summary>Who is called: endpoints, several by weight, or another fan-out.</summary>
    public required ServiceRef Service { get; init; }

    /// <summary>The method; null means the client's (GET for HEAD where the body is needed).</summary>
    public string? Method { get; init; }

    /// <summary>
    /// Path and query, as <c>/v1/user/{id}?lang=en</c>, filled octet by octet from the parameters of the route's own template; null means the client's path.
    /// With <see cref="FanOutService.Sequential"/>, <c>{user:address.id}</c> stands for that member of the answer of the earlier call <c>user</c>.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Names of the client's query parameters that go on; null means all. Default all.</summary>
    public ImmutableArray<string>? Query { get; init; }

    /// <summary>Names of fields that go on; null means all that are not one hop's. Default all.</summary>
    public ImmutableArray<string>? Fields { get; init; }

    /// <summary>Fields that replace those of the same name.</summary>
    public ImmutableArray<Field> SetFields { get; init; } = [];

    /// <summary>How many times it is called at once, 1 to 16; the first good answer counts and ends the others. Default 1.</summary>
    public int Race { get; init; } = 1;

    /// <summary>Statuses of a good answer, 200 to 599; null means 200 to 299. Default null.</summary>
    public ImmutableArray<int>? Statuses { get; init; }

    /// <summary>How many redirects to an endpoint of its own service are followed, 0 to 10; one to anywhere else is an answer like any. Default 0.</summary>
    public int Redirects { get; init; }

    /// <summary>How the answer is read. Default JSON.</summary>
    public FanOutEncoding Encoding { get; init; } = FanOutEncoding.Json;

    /// <summary>A member of the answer that stands for the whole of it, as <c>data.user</c>; null takes all.</summary>
    public string? Target { get; init; }

    /// <summary>Members that are kept, as <c>user.name</c>; empty keeps all. Not together with <see cref="Deny"/>.</summary>
    public ImmutableArray<string> Allow { get; init; } = [];

    /// <summary>Members that are left out.</summary>
    public ImmutableArray<string> Deny { get; init; } = [];

    /// <summary>Members under other names, as <c>user.name</c> to <c>author</c>; all at once, after <see cref="Allow"/> and <see cref="Deny"/>.</summary>
    public ImmutableDictionary<string, string> Rename { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The member that holds what is left; null puts it beside the other calls' members.</summary>
    public string? Group { get; init; }
}

/// <summary>How a call's answer is read. Whatever it is, an empty answer with a good status has no members.</summary>
public enum FanOutEncoding
{
    /// <summary>A JSON object; an array becomes its member <c>collection</c>.</summary>
    Json,

    /// <summary>A JSON object and nothing else.</summary>
    Object,

    /// <summary>A JSON array and nothing else; it becomes the member <c>collection</c>.</summary>
    Collection,

    /// <summary>Text, as the member <c>content</c>.</summary>
    Text,
}
