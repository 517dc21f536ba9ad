using System.Text.Json.Nodes;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>Writes addresses and TLS towards them.</summary>
internal static class EndpointSection
{
    public static void Write(KeyWriter keys, EndpointsService service)
    {
        var endpoints = service.Endpoints;
        var asksForTls = service.Tls is { Mode: UpstreamTlsMode.Mutual };
        if (keys.Style.Short && !endpoints.IsEmpty && !asksForTls && endpoints.All(endpoint => IsPlain(endpoint) && endpoint.Host == endpoints[0].Host)
            && (endpoints is [{ PortName: null }] || HaveNames(endpoints)))
        {
            keys.Text("host", endpoints[0].Host);
            if (endpoints is [{ PortName: null } only])
            {
                keys.Number("port", only.Port);
            }
            else
            {
                keys.Put("ports", new JsonObject(endpoints.Select(endpoint => KeyValuePair.Create(endpoint.PortName!, (JsonNode?)endpoint.Port))));
            }

            return;
        }

        keys.Put("endpoints", new JsonArray([.. endpoints.Select(endpoint => Endpoint(keys.Style, endpoint, asksForTls))]));
    }

    public static void Tls(KeyWriter keys, UpstreamTls tls)
    {
        // An address with https:// asks for it by itself.
        keys.Text("mode", tls.Mode == UpstreamTlsMode.Server ? null : Words.Of(tls.Mode));
        keys.Text("serverName", tls.ServerName);
        keys.Text("caFile", tls.CaFile);
        if (tls.CertificateFile is not null || tls.KeyFile is not null)
        {
            keys.Group("certificate", files =>
            {
                files.Text("file", tls.CertificateFile);
                files.Text("keyFile", tls.KeyFile);
            });
        }

        keys.Flag("insecureSkipVerify", tls.InsecureSkipVerify, usual: false);
    }

    private static JsonNode Endpoint(WritingStyle style, EndpointAddress endpoint, bool asksForTls)
    {
        var host = endpoint.Host.Contains(':', StringComparison.Ordinal) ? $"[{endpoint.Host}]" : endpoint.Host;
        var keys = new KeyWriter(style);
        keys.Text("url", $"{(endpoint.Tls ? "https" : "http")}://{host}:{endpoint.Port}");
        keys.Text("portName", endpoint.PortName);
        keys.Number("weight", endpoint.Weight, 1);
        keys.Text("protocol", endpoint.OwnProtocol is { } own ? Words.Of(own) : null);
        keys.Whole("tls", endpoint.OwnTls, Tls);
        if (style.Short && asksForTls && !endpoint.Tls && endpoint.OwnTls is null)
        {
            keys.Flag("tls", value: false, usual: true);
        }

        keys.Whole("healthCheck", endpoint.OwnHealthCheck, HealthSection.Check);
        return style.Short && keys.Map.Count == 1 ? keys.Map["url"]!.DeepClone() : keys.Map;
    }

    private static bool IsPlain(EndpointAddress endpoint) =>
        endpoint is { Tls: false, Weight: 1, OwnProtocol: null, OwnTls: null, OwnHealthCheck: null };

    private static bool HaveNames(IReadOnlyCollection<EndpointAddress> endpoints) =>
        endpoints.All(endpoint => endpoint.PortName is not null)
        && endpoints.Select(endpoint => endpoint.PortName).Distinct(StringComparer.Ordinal).Count() == endpoints.Count;
}
