using Halfsilver.Planning;

namespace Halfsilver.Upstreams;

/// <summary>What the files of a plan's services hold, each read once when the plan is compiled.</summary>
internal sealed class TlsMaterials
{
    private readonly Dictionary<UpstreamTls, TlsMaterial> _read = [];

    /// <summary>For services that name no files.</summary>
    public static TlsMaterials None { get; } = new();

    /// <summary>Reads the files of all services; what cannot be used is a problem at its place.</summary>
    public static TlsMaterials Read(Plan plan, ICollection<Problem> problems)
    {
        var materials = new TlsMaterials();
        foreach (var service in plan.Services.Values.OfType<EndpointsService>().OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            materials.Read(service.Tls, $"services[{service.Name}].tls", problems);
            for (var i = 0; i < service.Endpoints.Length; i++)
            {
                materials.Read(service.Endpoints[i].OwnTls, $"services[{service.Name}].endpoints[{i}].tls", problems);
            }
        }

        return materials;
    }

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
            .Select(address => Of(address.OwnTls ?? service.Tls).Fingerprint)
            .Distinct(StringComparer.Ordinal));

    private void Read(UpstreamTls? settings, string place, ICollection<Problem> problems)
    {
        if (settings is not null && !_read.ContainsKey(settings) && TlsMaterial.Read(settings, place, problems) is { } material)
        {
            _read[settings] = material;
        }
    }
}
