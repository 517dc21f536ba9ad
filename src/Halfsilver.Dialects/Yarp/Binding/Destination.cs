using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>An address, and the path that it puts before every request's; empty for none.</summary>
internal sealed record Destination(EndpointAddress Endpoint, string Base)
{
    /// <summary>Reads the address of a destination; null, and a notice, where nothing can be sent to it.</summary>
    public static Destination? Read(MapItem group, ReadingScope scope)
    {
        var address = group.Text("Address") ?? "";
        if (Parse(address) is { } found)
        {
            return found;
        }

        var item = group.Entries.GetValueOrDefault("Address") ?? group;
        scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{FieldSyntax.Shown(address)}\" is no address; http or https, a host, a port and a path, as https://10.0.0.7:8443/base");
        return null;
    }

    /// <summary>The parts of an address; null where it is none.</summary>
    public static Destination? Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
        {
            return null;
        }

        var host = uri.IdnHost.Trim('[', ']');
        return !HostPort.IsHost(host) ? null
            : new Destination(new EndpointAddress { Host = host, Port = uri.Port, Tls = uri.Scheme == "https" }, uri.AbsolutePath.TrimEnd('/'));
    }
}
