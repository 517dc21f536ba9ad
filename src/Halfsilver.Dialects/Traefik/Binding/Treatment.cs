using System.Collections.Immutable;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>What a router's middlewares come to.</summary>
internal sealed class Treatment
{
    private readonly Dictionary<string, string?> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Field> _added = [];

    /// <summary>Changes of the path.</summary>
    public PathSteps Path { get; } = new();

    /// <summary>A redirect that answers in the service's place; null for none.</summary>
    public RedirectAction? Redirect { get; set; }

    /// <summary>A redirect of one host's requests alone; null for none.</summary>
    public HostRedirect? HostRedirect { get; set; }

    /// <summary>Networks of clients that may come in, from each list that stands in the way.</summary>
    public List<ImmutableArray<string>> Allowed { get; } = [];

    /// <summary>The status for all others.</summary>
    public int DeniedStatus { get; set; } = 403;

    /// <summary>The Host that is sent; null leaves it to the service.</summary>
    public string? Host { get; set; }

    /// <summary>Bytes of the largest body; null for no limit.</summary>
    public long? MaxBodyBytes { get; set; }

    /// <summary>Sets a field, or takes it out where the value is empty.</summary>
    public void Set(string name, string value) => _fields[name] = value.Length == 0 ? null : value;

    /// <summary>Adds a field.</summary>
    public void Add(string name, string value) => _added.Add(new Field(name, value));

    /// <summary>The rewrite that all of it comes to.</summary>
    public Rewrite Rewrite() => Path.Result() with
    {
        SetFields = [.. _fields.Where(field => field.Value is not null).Select(field => new Field(field.Key, field.Value!))],
        RemoveFields = [.. _fields.Where(field => field.Value is null).Select(field => field.Key)],
        AddFields = [.. _added],
        Host = Host is null ? null : new HostRewrite(HostKind.Literal, Host),
    };
}
