using System.Collections.Immutable;
using System.Globalization;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>
/// The entry points, and which routers are served where. Traefik's take TLS and clear text on one port, by router; ours take one of the
/// two, so a port is TLS where its routers ask for it.
/// </summary>
internal sealed class EntryPoints(ReadingScope scope, PlanPlaces places)
{
    private const string Web = "web";
    private const string WebSecure = "websecure";
    private const string Dashboard = "traefik";
    private const int AdminsPort = 8080;

    private readonly List<Point> _points = [];
    private readonly Dictionary<string, Point> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private bool _areDefined;

    /// <summary>The entry points, those first that stand first.</summary>
    public IReadOnlyList<Point> All => _points;

    /// <summary>An entry point of the static configuration.</summary>
    public void Define(string name, MapItem group, bool isNamed)
    {
        var address = group.Text("address") ?? "";
        if (address.EndsWith("/udp", StringComparison.Ordinal))
        {
            scope.Ignore(group.Place, group.Path, "UDP is not served here");
        }
        else if (name == Dashboard && !isNamed)
        {
            scope.Ignore(group.Place, group.Path, "no router names it; this gateway has an admin side of its own");
        }
        else if (!_byName.ContainsKey(name))
        {
            var listen = address.EndsWith("/tcp", StringComparison.Ordinal) ? address[..^4] : address;
            Add(new Point(name, listen, group) { AsksTls = AsksTls(group.Map("http")), IsDefault = group.Value("asDefault", false) });
            places.Remember($"entryPoints[{name}]", group);
            _areDefined = true;
        }
    }

    /// <summary>Decides which ports take TLS, once all routers are known.</summary>
    public void Settle(IReadOnlyList<RouterSource> routers)
    {
        foreach (var router in routers)
        {
            Covered(router);
        }

        // Who names a port has more to say about it than who takes them all.
        var clear = routers.Where(router => !router.Tls).ToList();
        var named = clear.Where(router => !router.EntryPoints.IsEmpty).SelectMany(Covered).ToHashSet();
        var taken = clear.Where(router => router.EntryPoints.IsEmpty).SelectMany(Covered).Concat(named).ToHashSet();
        foreach (var router in routers.Where(router => router.Tls))
        {
            var covered = Covered(router);
            if (covered.Any(point => point.IsTls))
            {
                continue;
            }

            var usual = covered.Where(point => point.LooksSecure).ToList();
            foreach (var point in usual.Count > 0 ? usual : covered.Where(point => !(router.EntryPoints.IsEmpty ? taken : named).Contains(point)))
            {
                point.IsForced = true;
            }
        }
    }

    /// <summary>Where a router is served.</summary>
    public IReadOnlyList<Point> PlacesOf(RouterSource router)
    {
        var covered = Covered(router);
        var fitting = covered.Where(point => router.Tls ? point.IsTls : !point.IsForced || point.AsksTls).ToList();
        if (fitting.Count > 0 || covered.Count == 0)
        {
            return fitting;
        }

        scope.Approximate(router.At.Place, router.At.Path, router.Tls
            ? $"is served in clear text: entry point \"{covered[0].Name}\" is, for other routers need it so, and a port takes one of the two here"
            : $"is served over TLS: entry point \"{covered[0].Name}\" is, for other routers need it so, and a port takes one of the two here");
        return covered;
    }

    /// <summary>The plan's entry points.</summary>
    public ImmutableArray<EntryPoint> Build(ImmutableArray<CertificateFiles> certificates)
    {
        if (_points.Count == 0)
        {
            Covered([], tls: false);
        }

        var signed = _points.FirstOrDefault(point => point.IsTls);
        if (signed is not null && certificates.IsEmpty)
        {
            var at = signed.Group;
            scope.Remark(at?.Place ?? Yaml.Place.Start, at?.Path ?? $"entryPoints[{signed.Name}]", $"the certificate of \"{signed.Name}\" is made at the start and signed by nobody, for no file names one");
        }

        if (_points.Find(point => point.Port == AdminsPort) is { Group: { } taken } busy)
        {
            scope.Remark(taken.Place, taken.Path, $"port {AdminsPort} of \"{busy.Name}\" is where the admin side listens unless --admin says otherwise");
        }

        return [.. _points.Select(point => new EntryPoint
        {
            Name = point.Name,
            Listen = point.Listen,
            Tls = point.IsTls ? new ListenTls { Certificates = certificates } : null,
            Limits = point.Group?.Map("transport")?.Map("respondingTimeouts")?.Value("idleTimeout", TimeSpan.Zero) is { Ticks: > 0 } idle
                ? new ConnectionLimits { KeepAliveTimeout = idle }
                : new ConnectionLimits(),
        })];
    }

    /// <summary>An entry point by its name, one that is usual and not defined included.</summary>
    public Point? Find(string name) => _byName.GetValueOrDefault(name) ?? (name is Web or WebSecure ? Usual(name) : null);

    private List<Point> Covered(RouterSource router) => Covered(router.EntryPoints, router.Tls);

    private List<Point> Covered(ImmutableArray<ValueItem> named, bool tls)
    {
        if (named.IsEmpty)
        {
            if (!_areDefined)
            {
                return [Usual(tls ? WebSecure : Web)];
            }

            var defaults = _points.Where(point => point.IsDefault).ToList();
            return defaults.Count > 0 ? defaults : [.. _points.Where(point => point.Name != Dashboard)];
        }

        return [.. named.Select(item => Named(item, tls)).OfType<Point>().Distinct()];
    }

    private Point? Named(ValueItem item, bool tls)
    {
        var name = (string)item.Value;
        if (Find(name) is { } known)
        {
            return known;
        }

        if (_areDefined)
        {
            if (_told.Add(item.Path))
            {
                scope.Reject(ProblemCodes.UnknownEntryPoint, item.Place, item.Path, $"no entry point named \"{name}\"; there are: {string.Join(", ", _points.Select(point => point.Name))}", Nearest.To(name, _points.Select(point => point.Name)));
            }

            return null;
        }

        var usual = Usual(tls ? WebSecure : Web);
        if (_told.Add(name))
        {
            scope.Approximate(item.Place, item.Path, $"entry point \"{name}\" is defined in no file; its routers are served at {usual.Name}, {usual.Listen}");
        }

        return usual;
    }

    private Point Usual(string name) =>
        _byName.GetValueOrDefault(name) ?? Add(new Point(name, name == Web ? ":8000" : ":8443", null) { AsksTls = name == WebSecure });

    private Point Add(Point point)
    {
        _points.Add(point);
        _byName[point.Name] = point;
        return point;
    }

    private static bool AsksTls(MapItem? http) => http?.Entries.GetValueOrDefault("tls") is MapItem or ValueItem { Value: true };

    /// <summary>An entry point.</summary>
    internal sealed class Point(string name, string listen, MapItem? group)
    {
        public string Name => name;

        public string Listen => listen;

        public MapItem? Group => group;

        public bool AsksTls { get; init; }

        public bool IsDefault { get; init; }

        /// <summary>Whether routers made it TLS.</summary>
        public bool IsForced { get; set; }

        public bool IsTls => AsksTls || IsForced;

        public bool LooksSecure => name == WebSecure || Port is 443 or 8443;

        public int Port => int.TryParse(listen.AsSpan(listen.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0;
    }
}
