using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Repository.Tests.Guards;

/// <summary>What is built today is built tomorrow: versions are exact, in one place, and locked.</summary>
internal static partial class Packages
{
    /// <summary>What a props or project file says too loosely.</summary>
    public static IEnumerable<string> Check(HouseFile file)
    {
        var tree = XDocument.Parse(file.Text);
        var central = Path.GetFileName(file.Path) == "Directory.Packages.props";
        foreach (var item in tree.Descendants().Where(item => item.Name.LocalName is "PackageVersion" or "GlobalPackageReference" or "PackageReference"))
        {
            var package = (string?)item.Attribute("Include") ?? (string?)item.Attribute("Update");
            var version = (string?)item.Attribute("Version") ?? (string?)item.Attribute("VersionOverride") ?? (string?)item.Element("Version");
            if (!central && version is not null)
            {
                yield return $"{file.Path}: {package} has its version here; it belongs into Directory.Packages.props";
            }
            else if (central && !Exact().IsMatch(version ?? ""))
            {
                yield return $"{file.Path}: {package} {version} is no exact version";
            }
        }
    }

    /// <summary>Projects that have no lock file beside them.</summary>
    public static IEnumerable<string> Unlocked(IReadOnlyCollection<HouseFile> files)
    {
        var paths = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return from path in paths
               where path.EndsWith(".csproj", StringComparison.Ordinal)
               let expected = path[..(path.LastIndexOf('/') + 1)] + "packages.lock.json"
               where !paths.Contains(expected)
               select $"{path}: there is no {expected}";
    }

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[0-9A-Za-z.]+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Exact();
}
