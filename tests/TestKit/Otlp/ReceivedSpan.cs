namespace TestKit;

/// <summary>A span as an OTLP endpoint received it; ids in lower-case hex.</summary>
public sealed record ReceivedSpan
{
    /// <summary>32 digits.</summary>
    public string TraceId { get; internal set; } = "";

    /// <summary>16 digits.</summary>
    public string SpanId { get; internal set; } = "";

    /// <summary>16 digits; empty for a root.</summary>
    public string ParentId { get; internal set; } = "";

    /// <summary>The span's name.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>2 is a server's, 3 a client's.</summary>
    public int Kind { get; internal set; }

    /// <summary>0 is unset, 2 an error.</summary>
    public int Status { get; internal set; }

    /// <summary>Attributes as texts.</summary>
    public Dictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>Links: trace and span.</summary>
    public List<(string TraceId, string SpanId)> Links { get; } = [];

    /// <summary>Attributes of the resource.</summary>
    public IReadOnlyDictionary<string, string> Resource { get; internal set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>An attribute, or null.</summary>
    public string? this[string name] => Attributes.GetValueOrDefault(name);
}
