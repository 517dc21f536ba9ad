using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>The transports of the files.</summary>
internal sealed class Transports(ReadingScope scope)
{
    private readonly Catalogue<Transport> _named = new("serversTransport", scope);
    private Transport _usual = Transport.Default;

    public void Add(string provider, string name, MapItem group) => _named.Add(provider, name, Transport.Bind(group, scope), group);

    /// <summary>The static configuration's own.</summary>
    public void SetUsual(MapItem group) => _usual = Transport.Bind(group, scope);

    /// <summary>The transport that a load balancer names; null after saying that it is not there.</summary>
    /// <param name="group">The load balancer.</param>
    /// <param name="provider">Whose names stand there.</param>
    /// <param name="space">The namespace before such a name, or null.</param>
    /// <param name="graph">Told what is wrong.</param>
    public Transport? Find(MapItem group, string provider, string? space, ServiceGraph graph)
    {
        if (group.Entries.GetValueOrDefault("serversTransport") is not ValueItem { Value: string } named)
        {
            return _usual;
        }

        var reference = Reference.Of(named, provider);
        if (space is not null && reference.Provider == provider && !_named.TryFind(reference, out _, out _))
        {
            reference = reference with { Name = $"{space}-{reference.Name}" };
        }

        if (_named.TryFind(reference, out var transport, out _))
        {
            return transport;
        }

        var (message, suggestion) = _named.Missing(reference);
        graph.Fail(Codes.UnknownPart, reference.Place, reference.Path, message, suggestion);
        return null;
    }

    public void SayUnused() => _named.SayUnused();
}
