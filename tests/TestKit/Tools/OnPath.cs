namespace TestKit;

/// <summary>Finds tools that may or may not be installed.</summary>
public static class OnPath
{
    /// <summary>The full path of an executable, or null when there is none.</summary>
    public static string? Find(string name) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/local/sbin"
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
