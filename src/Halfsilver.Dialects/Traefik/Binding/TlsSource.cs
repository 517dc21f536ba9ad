using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Certificates and options of TLS towards clients.</summary>
internal sealed class TlsSource(ReadingScope scope)
{
    private readonly List<CertificateFiles> _first = [];
    private readonly List<CertificateFiles> _certificates = [];
    private readonly Dictionary<(string Provider, string Name), MapItem> _options = [];
    private readonly List<(Reference Options, bool Written)> _uses = [];

    /// <summary>The certificates, the one for all other names first.</summary>
    public ImmutableArray<CertificateFiles> Certificates => [.. _first.Concat(_certificates).Distinct()];

    public void Take(MapItem? tls)
    {
        foreach (var certificate in (tls?.List("certificates") ?? []).OfType<MapItem>())
        {
            Add(certificate, _certificates);
        }

        foreach (var (_, store) in tls?.Map("stores")?.Entries ?? ImmutableDictionary<string, Item>.Empty)
        {
            if ((store as MapItem)?.Map("defaultCertificate") is { } usual)
            {
                Add(usual, _first);
            }
        }

        foreach (var (name, options) in tls?.Map("options")?.Entries ?? ImmutableDictionary<string, Item>.Empty)
        {
            if (options is MapItem group)
            {
                Define(Reference.File, name, group);
            }
        }
    }

    /// <summary>Options by name.</summary>
    public void Define(string provider, string name, MapItem options) => _options.TryAdd((provider, name), options);

    /// <summary>Says that a router takes TLS, with options or the usual ones.</summary>
    public void Use(Item? options, Item? tls, string provider, string? space)
    {
        if (tls is null or ValueItem { Value: false })
        {
            return;
        }

        if (options is ValueItem { Value: string } named)
        {
            _uses.Add((Reference.Of(named, provider), true));
        }
        else if (options is MapItem { } group && group.Text("name") is { } name)
        {
            _uses.Add((new Reference(provider, ResourceNames.Of(group.Text("namespace") ?? space ?? "default", name), group.Path, group.Place), true));
        }
        else
        {
            _uses.Add((new Reference(provider, "default", tls.Path, tls.Place), false));
        }
    }

    /// <summary>Refuses options that keep clients out, where a router uses them.</summary>
    public void Check()
    {
        foreach (var (reference, written) in _uses)
        {
            var options = _options.GetValueOrDefault((reference.Provider, reference.Name)) ?? (written ? null : _options.GetValueOrDefault((Reference.File, "default")));
            if (options?.Map("clientAuth")?.Text("clientAuthType") is { } kind && kind.StartsWith("Require", StringComparison.Ordinal))
            {
                scope.Reject(Codes.BadValue, reference.Place, reference.Path, $"clients must show certificates ({kind}), which is not asked here: without it the route would be open");
            }
            else if (options is null && written && reference.Name != "default")
            {
                scope.Ignore(reference.Place, reference.Path, $"no TLS options named \"{reference.Name}\" stand in the files; TLS is 1.2 or later");
            }
        }
    }

    private static void Add(MapItem certificate, List<CertificateFiles> into)
    {
        if (certificate.Text("certFile") is { } file && certificate.Text("keyFile") is { } key)
        {
            into.Add(new CertificateFiles(file, key));
        }
    }
}
