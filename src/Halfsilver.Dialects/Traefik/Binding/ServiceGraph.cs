using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>The services that routers lead to, built when they are asked for. What is wrong behind a mirror costs only the mirror.</summary>
internal sealed class ServiceGraph(ReadingScope scope, PlanPlaces places)
{
    /// <summary>Services behind one another.</summary>
    private const int MostDepth = 64;

    private readonly Catalogue<Entry> _entries = new("service", scope);
    private readonly Dictionary<string, Service> _built = new(StringComparer.Ordinal);
    private readonly HashSet<string> _copied = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServiceRef> _alone = new(StringComparer.Ordinal);
    private readonly PlanNames _names = new();
    private int _depth;
    private int _mirrors;

    /// <summary>The services that were asked for.</summary>
    public IReadOnlyDictionary<string, Service> Built => _built;

    /// <summary>Makes a service known.</summary>
    /// <param name="provider">Whose it is.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="at">Where it stands.</param>
    /// <param name="build">Builds it under a name of the plan, or says why not by <see cref="Fail"/>.</param>
    public void Define(string provider, string name, Item at, Func<string, Service?> build) => _entries.Add(provider, name, new Entry(build), at);

    /// <summary>A name for a service of the plan.</summary>
    public string NameFor(string wanted) => _names.Make(wanted);

    /// <summary>Adds a service that has no name in the files.</summary>
    public ServiceRef Add(Service service, Item at)
    {
        _built[service.Name] = service;
        if (Copies(service))
        {
            _copied.Add(service.Name);
        }

        places.Remember($"services[{service.Name}]", at);
        return new ServiceRef(service.Name);
    }

    /// <summary>The service that a name leads to, or null after saying why there is none.</summary>
    public ServiceRef? Resolve(Reference reference)
    {
        if (!_entries.TryFind(reference, out var entry, out var at))
        {
            var (message, suggestion) = _entries.Missing(reference);
            Fail(ProblemCodes.UnknownService, reference.Place, reference.Path, message, suggestion);
            return null;
        }

        if (entry.Name is { } known)
        {
            if (entry.IsOpen)
            {
                Fail(ProblemCodes.ServiceCycle, reference.Place, reference.Path, $"the service \"{reference.Name}\" leads back to itself");
                return null;
            }

            if (!entry.IsGood)
            {
                Fail(ProblemCodes.UnknownService, reference.Place, reference.Path, $"the service \"{reference.Name}\" cannot be used");
                return null;
            }

            return new ServiceRef(known);
        }

        if (_depth == MostDepth)
        {
            Fail(ProblemCodes.ServiceCycle, reference.Place, reference.Path, $"more than {MostDepth} services lie behind one another");
            return null;
        }

        return Build(entry, reference.Name, at);
    }

    /// <summary>The same for a mirror: what is wrong leaves the mirror out, and is no fault of the file.</summary>
    public T? OfMirror<T>(Func<T?> resolve)
        where T : struct
    {
        _mirrors++;
        var found = resolve();
        _mirrors--;
        return found;
    }

    /// <summary>
    /// The path that servers put before a request's; empty for none. A plan's services have none of their own, so routes and mirrors say it.
    /// </summary>
    public string PathOf(ServiceRef reference) => _paths.GetValueOrDefault(reference.Service, "");

    /// <summary>Says which path a service puts before a request's.</summary>
    public void SetPath(string name, string path)
    {
        if (path.Length > 0)
        {
            _paths[name] = path;
        }
    }

    /// <summary>The path that several services have in common, set for the one that they make up; false after saying that they differ.</summary>
    public bool SharePath(string name, IEnumerable<ServiceRef> services, Item at)
    {
        var paths = services.Select(PathOf).Distinct(StringComparer.Ordinal).ToList();
        if (paths.Count > 1)
        {
            Fail(Codes.BadValue, at.Place, at.Path, $"its services put different paths before a request's ({string.Join(", ", paths.Take(5).Select(path => $"\"{path}\""))}), which cannot be said here; use the middleware addPrefix");
            return false;
        }

        SetPath(name, paths.FirstOrDefault() ?? "");
        return true;
    }

    /// <summary>Says that a service cannot be built: the file is refused, or a mirror is left out.</summary>
    public void Fail(string code, Place place, string path, string message, string? suggestion = null)
    {
        if (_mirrors > 0)
        {
            scope.Approximate(place, path, $"{message}; the mirror that needs it is left out");
        }
        else
        {
            scope.Reject(code, place, path, message, suggestion);
        }
    }

    /// <summary>A service as one of another's, of which requests are not copied: mirrors cannot stand behind a failover.</summary>
    public ServiceRef WithoutMirrors(ServiceRef reference, Item at)
    {
        if (!Mirrors(reference))
        {
            return reference;
        }

        if (!_alone.TryGetValue(reference.Service, out var alone))
        {
            _alone[reference.Service] = alone = Bare(_built[reference.Service], reference, at);
            SetPath(alone.Service, PathOf(reference));
        }

        return alone;
    }

    /// <summary>Whether requests to a service may be copied.</summary>
    public bool Mirrors(ServiceRef reference) => _copied.Contains(reference.Service);

    /// <summary>Says which services nothing leads to.</summary>
    public void SayUnused() => _entries.SayUnused();

    // What a service leads to is there before it, so each is looked at once.
    private bool Copies(Service service) => service switch
    {
        MirroringService => true,
        WeightedService weighted => weighted.To.Any(to => Mirrors(to.Service)),
        FailoverService failover => Mirrors(failover.Primary) || Mirrors(failover.Fallback),
        _ => false,
    };

    private ServiceRef Bare(Service service, ServiceRef reference, Item at)
    {
        switch (service)
        {
            case MirroringService mirroring:
                return WithoutMirrors(mirroring.Primary, at);
            case WeightedService weighted:
                var bare = ImmutableArray.CreateRange(weighted.To, to => to with { Service = WithoutMirrors(to.Service, at) });
                return Add(new WeightedService { Name = NameFor($"{weighted.Name}-alone"), To = bare }, at);
            case FailoverService failover:
                return Add(failover with { Name = NameFor($"{failover.Name}-alone"), Primary = WithoutMirrors(failover.Primary, at) }, at);
            default:
                return reference;
        }
    }

    private ServiceRef? Build(Entry entry, string name, Item at)
    {
        entry.Name = NameFor(name);
        entry.IsOpen = true;
        _depth++;
        var service = entry.Build(entry.Name);
        _depth--;
        entry.IsOpen = false;
        entry.IsGood = service is not null;
        return service is null ? null : Add(service, at);
    }

    private sealed class Entry(Func<string, Service?> build)
    {
        public Func<string, Service?> Build => build;

        public string? Name { get; set; }

        public bool IsOpen { get; set; }

        public bool IsGood { get; set; }
    }
}
