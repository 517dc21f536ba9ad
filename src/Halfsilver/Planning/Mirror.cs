using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>A standing instruction to copy a share of the requests to another service.</summary>
public sealed record Mirror
{
    /// <summary>Name, unique on its route or service.</summary>
    public required string Name { get; init; }

    /// <summary>Where copies go.</summary>
    public required ServiceRef Target { get; init; }

    /// <summary>
    /// How much of the traffic that passes the filters is copied. A baseline gets at most what its candidate is chosen for; 100 %
    /// is exactly that.
    /// </summary>
    public required Share Share { get; init; }

    /// <summary>Which requests make up the share. Default exact. A baseline follows its candidate's.</summary>
    public MirrorSampling Sampling { get; init; } = MirrorSampling.Exact;

    /// <summary>What it is for. Default a candidate.</summary>
    public MirrorRole Role { get; init; } = MirrorRole.Candidate;

    /// <summary>The candidate that a baseline follows, by name; null where its route or service has only one.</summary>
    public string? Candidate { get; init; }

    /// <summary>Whether copies are made at all. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Which requests may be copied at all. Natively only safe methods.</summary>
    public CopyFilter Only { get; init; } = new();

    /// <summary>What the copy carries instead of what the client sent.</summary>
    public CopyChanges Changes { get; init; } = new();

    /// <summary>When a copy is sent. Default beside the primary.</summary>
    public CopyTiming Timing { get; init; } = CopyTiming.Concurrent;

    /// <summary>How long a client waits for the copy at most, with <see cref="CopyTiming.Await"/>. Default 1 s.</summary>
    public TimeSpan AwaitAtMost { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the body is copied too. Default true. Without it a copy has length 0.</summary>
    public bool CopyBody { get; init; } = true;

    /// <summary>Largest body copied, in bytes, exact; null means no limit. Default none.</summary>
    public long? MaxBodyBytes { get; init; }

    /// <summary>Times allowed to a copy.</summary>
    public CopyTimeouts Timeouts { get; init; } = new();

    /// <summary>What this mirror may hold.</summary>
    public MirrorBudget Budget { get; init; } = new();

    /// <summary>When the mirror is left alone because it fails.</summary>
    public CircuitSettings Circuit { get; init; } = new();

    /// <summary>Whether each copy writes one line to the evidence log. Default false.</summary>
    public bool LogResponses { get; init; }
}

/// <summary>What a mirror is for.</summary>
public enum MirrorRole
{
    /// <summary>A version on trial.</summary>
    Candidate,

    /// <summary>A twin of the primary that teaches what noise is. It is sent what the sampler of its candidate chose; filters are its own.</summary>
    Baseline,
}

/// <summary>When a copy is sent.</summary>
public enum CopyTiming
{
    /// <summary>When the primary has its head.</summary>
    Concurrent,

    /// <summary>When the client has its whole answer; never after it went away before that.</summary>
    AfterPrimary,

    /// <summary>
    /// Like <see cref="Concurrent"/>, and the client's answer is held until the copy has ended, for <see cref="Mirror.AwaitAtMost"/> at
    /// most. Never while the request's body is still coming, and never for gRPC, event streams and upgrades.
    /// </summary>
    Await,
}

/// <summary>Times allowed to a copy.</summary>
public sealed record CopyTimeouts
{
    /// <summary>To open a connection. Default 1 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From the end of the copy's request body to the end of its answer. Default 5 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Without a byte taken by the mirror while a request body is sent. Default 10 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a body is kept for a copy that waits for the client's answer (<see cref="CopyTiming.AfterPrimary"/>), from its first byte.
    /// Default 5 min.
    /// </summary>
    public TimeSpan Held { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>What one mirror may hold, within the process's <see cref="Budgets"/>.</summary>
public sealed record MirrorBudget
{
    /// <summary>Copies under way, and so connections. Default 256; 1 to 65,536.</summary>
    public int MaxInFlight { get; init; } = 256;

    /// <summary>Copies that wait for a connection. Default 1,024; 0 switches waiting off.</summary>
    public int MaxQueue { get; init; } = 1_024;

    /// <summary>Copies started a second; null means no limit. Default none.</summary>
    public int? MaxPerSecond { get; init; }

    /// <summary>How far one copy may lag behind its client's body, in bytes of memory. Default 1 MiB.</summary>
    public long Window { get; init; } = 1024 * 1024;

    /// <summary>Answer bytes that are read and thrown away before the copy is given up. Default 16 MiB.</summary>
    public long MaxAnswerBytes { get; init; } = 16L * 1024 * 1024;
}

/// <summary>When a failing mirror is left alone.</summary>
public sealed record CircuitSettings
{
    /// <summary>Transport failures or deadlines in a row that open the circuit. Default 8.</summary>
    public int OpenAfter { get; init; } = 8;

    /// <summary>From opening to the first probe; later ones back off to 30 s, with jitter. Default 500 ms.</summary>
    public TimeSpan FirstProbe { get; init; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>Which requests a mirror may copy. All that is set must hold.</summary>
public sealed record CopyFilter
{
    /// <summary>Methods that are copied; null means all. Natively GET, HEAD and OPTIONS.</summary>
    public ImmutableArray<string>? Methods { get; init; } = SafeMethods;

    /// <summary>A path rule that must hold; null means any path.</summary>
    public Rule? Path { get; init; }

    /// <summary>A path rule that must not hold; null means none.</summary>
    public Rule? NotPath { get; init; }

    /// <summary>Header rules that must all hold.</summary>
    public ImmutableArray<HeaderRule> Headers { get; init; } = [];

    /// <summary>Media types of the request body that are copied; empty means any. A request without a body passes.</summary>
    public ImmutableArray<string> ContentTypes { get; init; } = [];

    /// <summary>Methods that RFC 9110 §9.2.1 calls safe and that applications use.</summary>
    public static ImmutableArray<string> SafeMethods { get; } = ["GET", "HEAD", "OPTIONS"];
}

/// <summary>What a copy carries instead of what the client sent.</summary>
public sealed record CopyChanges
{
    /// <summary>The method it is sent with; null means the client's. Never changes CONNECT or an <c>OPTIONS *</c>.</summary>
    public string? Method { get; init; }

    /// <summary>Rewrites of path, query and fields, after those of the route.</summary>
    public Rewrite Rewrite { get; init; } = Rewrite.None;

    /// <summary>Whether the copy carries the visible mark <c>Halfsilver-Copy</c>. Natively true, in dialects false.</summary>
    public bool Mark { get; init; } = true;
}
