using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>Binds how destinations are asked.</summary>
internal static class RequestBinder
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(100);

    public static (UpstreamProtocol Protocol, TimeSpan Allowed) Bind(MapItem? group, bool tls, ReadingScope scope) =>
        (Protocol(group, tls, scope), Times.Of(group, "ActivityTimeout") ?? Usual);

    private static UpstreamProtocol Protocol(MapItem? group, bool tls, ReadingScope scope)
    {
        var exact = string.Equals(group?.Text("VersionPolicy"), "RequestVersionExact", StringComparison.OrdinalIgnoreCase);
        switch (group?.Text("Version") ?? (exact ? "2" : "1.1"))
        {
            case "2" or "2.0" when exact:
                return tls ? UpstreamProtocol.Http2 : UpstreamProtocol.H2c;
            case "2" or "2.0":
                var version = group!.Entries["Version"];
                scope.Approximate(version.Place, version.Path, "HTTP/1.1 is spoken, which this policy allows; RequestVersionExact asks for HTTP/2 alone");
                return UpstreamProtocol.Http1;
            case "3" or "3.0":
                var third = group!.Entries["Version"];
                if (exact)
                {
                    scope.Reject(Codes.NotHere, third.Place, third.Path, "HTTP/3 is not spoken here");
                }
                else
                {
                    scope.Approximate(third.Place, third.Path, "HTTP/1.1 is spoken, which this policy allows; HTTP/3 is not spoken here");
                }

                return UpstreamProtocol.Http1;
            default:
                return UpstreamProtocol.Http1;
        }
    }
}
