using Halfsilver.Planning;

namespace Halfsilver.Upstreams;

/// <summary>What the files of a plan's services hold, each read once when the plan is compiled.</summary>
internal sealed class TlsMaterials
{
    private readonly Dictionary<UpstreamTls, TlsMaterial> _read = [];
    private readonly Dictionary<UpstreamTls, string> _broken = [];
    private readonly List<Problem> _problems = [];

    /// <summary>For services that name no files.</summary>
    public static TlsMaterials None { get; } = new();

    /// <summary>What is wrong with files of services that only copies are sent to: their endpoints get none, and the plan stands.</summary>
    public IReadOnlyCollection<Problem> Broken => _problems;

    /// <summary>
    /// Reads the files of all services; what cannot be used is a problem at its place. Where only mirrors lead to a service it is
    /// <see cref="Broken"/> instead: a broken mirror never breaks its route.
    /// </summary>
    public static TlsMaterials Read(Plan plan, ICollection<Problem> problems)
    {
        var materials = new TlsMaterials();
        var mirrorsOnly = MirroredOnly.In(plan);
        foreach (var service in plan.Services.Values.OfType<EndpointsService>()
            .OrderBy(service => mirrorsOnly.Contains(service.Name)).ThenBy(service => service.Name, StringComparer.Ordinal))
        {
            var only = mirrorsOnly.Contains(service.Name);
            materials.Read(service.Tls, $"services[{service.Name}].tls", problems, only);
            for (var i = 0; i < service.Endpoints.Length; i++)
            {
                materials.Read(service.Endpoints[i].OwnTls, $"services[{service.Name}].endpoints[{i}].tls", problems, only);
            }
        }

        return materials;
    }

    /// <summary>The service without the endpoints whose files cannot be used.</summary>
    public EndpointsService Usable(EndpointsService service) =>
        _broken.Count == 0 ? service : service with { Endpoints = service.Endpoints.RemoveAll(address => address.Tls && IsBroken(address.OwnTls ?? service.Tls)) };

    /// <summary>What belongs to these settings; null for the defaults.</summary>
    public TlsMaterial Of(UpstreamTls? settings) =>
        settings is null ? TlsMaterial.Default
        : _read.TryGetValue(settings, out var material) ? material
        : settings is { CaFile: null, CertificateFile: null } ? TlsMaterial.WithoutFiles(settings)
        : throw new InvalidOperationException("The files of these TLS settings have not been read.");

    /// <summary>A text that differs when what a service does with TLS differs, contents of files included; empty without TLS.</summary>
    public string FingerprintOf(EndpointsService service) =>
        string.Join('|', service.Endpoints
            .Where(address => address.Tls)
            .Select(address => address.OwnTls ?? service.Tls)
            .Select(settings => IsBroken(settings) ? _broken[settings!] : Of(settings).Fingerprint)
            .Distinct(StringComparer.Ordinal));

    private bool IsBroken(UpstreamTls? settings) => settings is not null && _broken.ContainsKey(settings);

    private void Read(UpstreamTls? settings, string place, ICollection<Problem> problems, bool mirrorsOnly)
    {
        if (settings is null || _read.ContainsKey(settings) || _broken.ContainsKey(settings))
        {
            return;
        }

        var found = new List<Problem>();
        if (TlsMaterial.Read(settings, place, found) is { } material)
        {
            _read[settings] = material;
        }
        else if (mirrorsOnly)
        {
            _broken[settings] = $"{settings} {string.Join("; ", found.Select(problem => problem.Message))}";
            _problems.AddRange(found);
        }
        else
        {
            foreach (var problem in found)
            {
                problems.Add(problem);
            }
        }
    }
}
