using System.Collections.Immutable;

using Halfsilver.Dialects.GatewayApi.Keys;
using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.GatewayApi.Binding;

/// <summary>The filters of a rule or a backend, checked as the API's server checks them.</summary>
internal sealed class RuleFilters
{
    private static readonly RuleFilters None = new();
    private static readonly string[] Once = ["RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite", "CORS"];

    /// <summary>The mirrors, in their order.</summary>
    public ImmutableArray<Mirror> Mirrors { get; private init; } = [];

    /// <summary>Changes of fields and of the Host; that of a path follows from what matches.</summary>
    public Rewrite Rewrite { get; private init; } = Rewrite.None;

    /// <summary>Whether it changes requests.</summary>
    public bool Changes { get; private init; }

    /// <summary>How the path is changed, or null.</summary>
    public MapItem? Path { get; private init; }

    public MapItem? Redirect { get; private init; }

    /// <summary>A filter of one controller, which must not be skipped; null for none.</summary>
    public MapItem? Extension { get; private init; }

    public static RuleFilters Of(MapItem owner, KubernetesObject route, Backends backends, ReadingScope scope)
    {
        if (owner.List("filters").Count == 0)
        {
            return None;
        }

        var filters = owner.List("filters").OfType<MapItem>().Where(filter => filter.Text("type") is not null && IsWhole(filter, scope)).ToList();
        foreach (var type in Once)
        {
            if (filters.Where(filter => filter.Text("type") == type).Skip(1).FirstOrDefault() is { } second)
            {
                scope.Reject(Codes.Exclusive, second.Place, second.Path, $"{type} stands twice; once is enough");
            }
        }

        var redirect = Group(filters, "requestRedirect");
        var rewrite = Group(filters, "urlRewrite");
        if (redirect is not null && rewrite is not null)
        {
            scope.Reject(Codes.Exclusive, rewrite.Place, rewrite.Path, "a rule answers with a redirect or changes the URL; one of the two");
        }

        var fields = Group(filters, "requestHeaderModifier");
        return new RuleFilters
        {
            Mirrors = MirrorsOf(filters, route, backends, scope),
            Rewrite = Fields(fields, rewrite?.Text("hostname")),
            Changes = fields is not null || rewrite is not null,
            Path = rewrite?.Map("path") is { } path && IsWholePath(path, scope) ? path : null,
            Redirect = redirect,
            Extension = filters.Find(filter => filter.Text("type") == "ExtensionRef"),
        };
    }

    /// <summary>Whether a path modifier has the key of its type, and only that.</summary>
    public static bool IsWholePath(MapItem path, ReadingScope scope)
    {
        var full = path.Text("type") == "ReplaceFullPath";
        var (own, other) = full ? ("replaceFullPath", "replacePrefixMatch") : ("replacePrefixMatch", "replaceFullPath");
        if (path.Text(own) is null || path.Text(other) is not null)
        {
            scope.Reject(path.Text(own) is null ? Codes.MissingKey : Codes.Exclusive, path.Place, path.Path, $"type {path.Text("type")} takes \"{own}\", and only that");
            return false;
        }

        return true;
    }

    private static bool IsWhole(MapItem filter, ReadingScope scope)
    {
        var type = filter.Text("type");
        foreach (var (name, key) in FilterKeys.Types)
        {
            var stands = filter.Names.Contains(key, StringComparer.Ordinal);
            if (name == type && !stands)
            {
                scope.Reject(Codes.MissingKey, filter.Place, filter.Path, $"\"{key}\" is missing; a filter of type {name} takes it");
                return false;
            }

            if (name != type && stands)
            {
                var at = filter.Entries.GetValueOrDefault(key) ?? filter;
                scope.Reject(Codes.Exclusive, at.Place, at.Path, $"\"{key}\" is not for a filter of type {type}");
                return false;
            }
        }

        return true;
    }

    private static MapItem? Group(List<MapItem> filters, string key) => filters.Select(filter => filter.Map(key)).OfType<MapItem>().FirstOrDefault();

    private static Rewrite Fields(MapItem? modifier, string? host)
    {
        var rewrite = host is null ? Rewrite.None : new Rewrite { Host = new HostRewrite(HostKind.Literal, host) };
        return modifier is null ? rewrite : rewrite with
        {
            SetFields = Of(modifier, "set"),
            AddFields = Of(modifier, "add"),
            RemoveFields = [.. modifier.List("remove").OfType<ValueItem>().Select(name => (string)name.Value)],
        };
    }

    private static ImmutableArray<Field> Of(MapItem modifier, string key) =>
        [.. modifier.List(key).OfType<MapItem>().Where(field => field.Text("name") is not null && field.Text("value") is not null)
            .Select(field => new Field(field.Text("name")!, field.Text("value")!.Trim(' ', '\t'))).DistinctBy(field => field.Name, StringComparer.OrdinalIgnoreCase)];

    private static ImmutableArray<Mirror> MirrorsOf(List<MapItem> filters, KubernetesObject route, Backends backends, ReadingScope scope)
    {
        var names = new PlanNames();
        var mirrors = ImmutableArray.CreateBuilder<Mirror>();
        foreach (var mirror in filters.Select(filter => filter.Map("requestMirror")).OfType<MapItem>())
        {
            if (mirror.Map("backendRef") is { } reference && reference.Text("name") is { } name && ShareOf(mirror, scope) is { } share
                && backends.Find(reference, route, isMirror: true) is { } target)
            {
                mirrors.Add(MirrorMaker.Make(names.Make(name), target, share));
            }
        }

        return mirrors.ToImmutable();
    }

    private static Share? ShareOf(MapItem mirror, ReadingScope scope)
    {
        if (mirror.Map("fraction") is { } fraction)
        {
            var (numerator, denominator) = (fraction.Value<long>("numerator", -1), fraction.Value<long>("denominator", 100));
            if (numerator > denominator)
            {
                scope.Reject(Codes.BadValue, fraction.Place, fraction.Path, $"{numerator}/{denominator} is more than a whole; the numerator is at most the denominator");
            }

            return Share.FromFraction(numerator, denominator);
        }

        var percent = mirror.Value<long>("percent", 100);
        if (percent == 0)
        {
            var at = mirror.Entries["percent"];
            scope.Remark(at.Place, at.Path, "nothing is copied: it is 0");
        }

        return Share.FromPercent(percent);
    }
}
