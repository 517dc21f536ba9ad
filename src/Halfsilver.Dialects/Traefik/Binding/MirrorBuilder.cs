using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Builds mirrors as Traefik means them.</summary>
internal sealed class MirrorBuilder(ServiceGraph graph, ReadingScope scope, PlanPlaces places)
{
    /// <summary>A mirroring service from its group; the two forms differ only in how they refer to services.</summary>
    /// <param name="name">The service's name in the plan.</param>
    /// <param name="group">The group.</param>
    /// <param name="primary">The service that answers; null where it is wrong, which has been said.</param>
    /// <param name="target">Finds a mirror's service.</param>
    public Service? Build(string name, MapItem group, ServiceRef? primary, Func<MapItem, ServiceRef?> target)
    {
        if (primary is not { } answers)
        {
            return null;
        }

        graph.SetPath(name, graph.PathOf(answers));
        var names = new PlanNames();
        var mirrors = ImmutableArray.CreateBuilder<Mirror>();
        foreach (var item in group.List("mirrors").OfType<MapItem>())
        {
            if (item.Text("name") is not { } written || graph.OfMirror(() => target(item)) is not { } to)
            {
                continue;
            }

            var mirror = Mirror(names.Make(written.Split('@')[0]), to, item, group, Moved(graph.PathOf(answers), graph.PathOf(to)));
            mirrors.Add(mirror);
            places.Remember($"services[{name}].mirrors[{mirror.Name}]", item);
        }

        return new MirroringService { Name = name, Primary = answers, Mirrors = mirrors.ToImmutable() };
    }

    private Mirror Mirror(string name, ServiceRef to, MapItem item, MapItem group, Rewrite moved)
    {
        var percent = item.Value<long>("percent", 0);
        if (percent == 0)
        {
            var written = item.Entries.GetValueOrDefault("percent");
            scope.Ignore(
                written?.Place ?? item.Place, item.Path, written is null ? "gets no copies: percent is not set, and Traefik's default is 0; set it to copy" : "gets no copies: percent is 0");
        }

        return new Mirror
        {
            Name = name,
            Target = to,
            Share = Share.FromPercent(percent)!,
            Sampling = MirrorSampling.Counter,
            Timing = CopyTiming.AfterPrimary,
            Only = new CopyFilter { Methods = null },
            CopyBody = group.Value("mirrorBody", true),
            MaxBodyBytes = group.Value<long>("maxBodySize", -1) is >= 0 and var most ? most : null,
            Changes = new CopyChanges { Mark = false, Rewrite = moved },
        };
    }

    // The request comes with the path of the service that answers before its own; the mirror's servers have theirs.
    private static Rewrite Moved(string from, string to) =>
        from == to ? Rewrite.None
        : from.Length == 0 ? new Rewrite { AddPrefix = to }
        : to.Length == 0 ? new Rewrite { StripPrefix = from }
        : new Rewrite { ReplacePrefix = new PrefixReplacement(from, to) };
}
