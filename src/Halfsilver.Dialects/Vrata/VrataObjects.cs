using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Vrata.Binding;
using Halfsilver.Dialects.Vrata.Keys;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata;

/// <summary>Vrata's objects as its API takes them: one by one, beside a plan that others write too.</summary>
internal static class VrataObjects
{
    // Before the routes of others, whose priorities are small or none; what is added at the end moves nothing.
    private const int FirstPriority = 1_000_000;

    /// <summary>What is wrong with the form of one object; empty where nothing is. Keys that are not known are wrong.</summary>
    /// <param name="list">The list that it stands in: <c>routes</c> and so on. Paths begin with it, as <c>routes[0].match</c>.</param>
    /// <param name="text">The object, as JSON.</param>
    public static ImmutableArray<Notice> Check(string list, string text)
    {
        var file = new DialectText("body", $"{{\"{list}\":[{text}]}}");
        var notices = new NoticeList(file);
        if (TreeReader.Read(file.Text, notices) is { } root)
        {
            FileKeys.File.Read(root, "", new ReadingScope(notices, new ReadingManner { AnyCase = true }));
        }

        return notices.ToImmutable();
    }

    /// <summary>Reads all objects into their part of a plan.</summary>
    /// <param name="document">The objects, as JSON: lists of routes, groups, destinations and middlewares.</param>
    /// <param name="others">The other services of the plan; routes may name them as destinations.</param>
    public static VrataReading Read(string document, ImmutableDictionary<string, Service> others)
    {
        var file = new DialectText("objects", document);
        var notices = new NoticeList(file);
        var scope = new ReadingScope(notices, new ReadingManner { SkipsUnknownKeys = true, AnyCase = true, Loose = true });
        var assembly = new Assembly(scope, new KubernetesServices([], scope), others);
        Plan? plan = null;
        if (TreeReader.Read(document, notices) is { } root && FileKeys.File.Read(root, "", scope) is MapItem parts && !notices.Stops)
        {
            plan = assembly.Build([parts]);
            // Clients connect where the plan says; these objects have no word in that.
            plan = plan with { EntryPoints = [], Routes = [.. plan.Routes.Select((route, i) => route with { Priority = FirstPriority - i })] };
        }

        return new VrataReading(notices.Stops ? null : plan, notices.ToImmutable(), assembly.RouteNames, assembly.DestinationNames);
    }
}

/// <summary>What came out of Vrata's objects.</summary>
/// <param name="Plan">Their services and routes; null where a notice says that there is none.</param>
/// <param name="Notices">Everything worth saying, by paths as <c>routes[2].match</c>.</param>
/// <param name="Routes">What routes are called in the plan, by their ids; those of several groups have several names.</param>
/// <param name="Destinations">What destinations are called in the plan, by their ids.</param>
internal sealed record VrataReading(
    Plan? Plan,
    ImmutableArray<Notice> Notices,
    IReadOnlyDictionary<string, ImmutableArray<string>> Routes,
    IReadOnlyDictionary<string, ImmutableArray<string>> Destinations);
