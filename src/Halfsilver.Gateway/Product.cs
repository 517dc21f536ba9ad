using System.Reflection;

namespace Halfsilver.Gateway;

/// <summary>What this program is.</summary>
internal static class Product
{
    /// <summary>Version with the commit, where the build knew one: <c>0.1.0+abc</c>.</summary>
    public static string FullVersion { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>Version without the commit.</summary>
    public static string Version { get; } = FullVersion.Split('+')[0];

    /// <summary>The commit that was built; null where the build knew none.</summary>
    public static string? Commit { get; } = FullVersion.Split('+') is [_, var commit] ? commit : null;

    /// <summary>What to type for this program: its name where the search path has it, else where it is.</summary>
    /// <param name="searchPath">The value of <c>PATH</c>.</param>
    public static string Command(string? searchPath)
    {
        const string Name = "halfsilver";
        var known = (searchPath ?? "").Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, Name)));
        return known || Environment.ProcessPath is not { } here ? Name : Path.GetRelativePath(Environment.CurrentDirectory, here);
    }
}
