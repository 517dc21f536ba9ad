using System.Xml.Linq;

namespace Repository.Tests.Guards;

/// <summary>Projects lean one way: gateway, dialects, engine, shared framework.</summary>
internal static class ProjectDirection
{
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Halfsilver"] = [],
        ["Halfsilver.Dialects"] = ["Halfsilver"],
        ["Halfsilver.Stores"] = ["Halfsilver"],
        ["Halfsilver.Console"] = ["Halfsilver"],
        ["Halfsilver.Gateway"] = ["Halfsilver", "Halfsilver.Dialects", "Halfsilver.Stores", "Halfsilver.Console"],
    };

    /// <summary>What one project file under src breaks.</summary>
    public static IEnumerable<string> Check(HouseFile project)
    {
        var name = Path.GetFileNameWithoutExtension(project.Path);
        if (!MayUse.TryGetValue(name, out var allowed))
        {
            yield return $"{project.Path}: no project of this name is planned; there are {string.Join(", ", MayUse.Keys)}";
            yield break;
        }

        var tree = XDocument.Parse(project.Text);
        foreach (var used in Includes(tree, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))))
        {
            if (!allowed.Contains(used, StringComparer.Ordinal))
            {
                yield return $"{project.Path}: {name} may not use {used}";
            }
        }

        if (name != "Halfsilver")
        {
            yield break;
        }

        foreach (var package in Includes(tree, "PackageReference"))
        {
            yield return $"{project.Path}: the engine takes no package, and {package} is one";
        }

        foreach (var framework in Includes(tree, "FrameworkReference").Where(framework => framework != "Microsoft.AspNetCore.App"))
        {
            yield return $"{project.Path}: the engine takes only ASP.NET Core's shared framework, not {framework}";
        }
    }

    private static IEnumerable<string> Includes(XDocument tree, string element) =>
        tree.Descendants(element).Select(item => (string?)item.Attribute("Include") ?? "");
}
