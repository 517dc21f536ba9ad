using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Sending;

/// <summary>
/// What is switched off by hand: everything, routes, or single mirrors. Kept in a file, outside the plan and its revisions, so that
/// it survives restarts and reloads. A file that cannot be read switches everything off: better no copy than one that was forbidden.
/// </summary>
internal sealed class KillSwitch
{
    public const string FileName = "killed.json";

    private readonly Lock _gate = new();
    private readonly string? _path;
    private readonly ILogger _log;
    private ImmutableHashSet<KillScope> _killed = [];

    /// <param name="dataDirectory">Null or missing: the switch holds until the process ends.</param>
    /// <param name="log">Where it says what it could not do.</param>
    public KillSwitch(string? dataDirectory, ILogger log)
    {
        _log = log;
        _path = dataDirectory is not null && Directory.Exists(dataDirectory) ? Path.Combine(dataDirectory, FileName) : null;
        if (_path is not null && File.Exists(_path))
        {
            _killed = Read(_path);
        }
    }

    public ImmutableHashSet<KillScope> Scopes => Volatile.Read(ref _killed);

    public bool Covers(string route, string mirror)
    {
        var killed = Scopes;
        return !killed.IsEmpty
            && (killed.Contains(default) || killed.Contains(new(route)) || killed.Contains(new(route, mirror)));
    }

    /// <summary>Switches off or on again; false when it was so already.</summary>
    public bool Set(KillScope scope, bool killed)
    {
        lock (_gate)
        {
            var before = _killed;
            var after = killed ? before.Add(scope) : before.Remove(scope);
            Volatile.Write(ref _killed, after);
            if (after == before)
            {
                return false;
            }

            Write(after);
            return true;
        }
    }

    private ImmutableHashSet<KillScope> Read(string path)
    {
        try
        {
            return [.. JsonSerializer.Deserialize<KillScope[]>(File.ReadAllBytes(path)) ?? []];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            SendingLog.KillNotRead(_log, path, e.Message);
            return [default];
        }
    }

    private void Write(ImmutableHashSet<KillScope> killed)
    {
        if (_path is null)
        {
            return;
        }

        var beside = _path + ".new";
        try
        {
            using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                JsonSerializer.Serialize(file, killed.ToArray());
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            SendingLog.KillNotKept(_log, _path, e.Message);
        }
    }
}

/// <summary>What a kill switch covers: a mirror, a route where <paramref name="Mirror"/> is null, everything where both are.</summary>
internal readonly record struct KillScope(string? Route = null, string? Mirror = null)
{
    /// <summary>All mirrors of all routes.</summary>
    public static KillScope Everything => default;

    /// <summary>One of <c>all</c>, <c>route</c>, <c>mirror</c>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Kind => Route is null ? "all" : Mirror is null ? "route" : "mirror";

    /// <inheritdoc/>
    public override string ToString() => Route is null ? "all" : Mirror is null ? Route : $"{Route}/{Mirror}";
}

/// <summary>What switching off did.</summary>
/// <param name="Mirrors">Mirrors covered.</param>
/// <param name="Dropped">Copies that waited and never will be sent.</param>
/// <param name="InFlight">Copies under way, which may finish.</param>
internal readonly record struct KillResult(int Mirrors, int Dropped, int InFlight);
