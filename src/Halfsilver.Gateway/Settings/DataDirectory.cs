namespace Halfsilver.Gateway.Settings;

/// <summary>Where a gateway remembers what must survive a restart.</summary>
internal static class DataDirectory
{
    /// <summary>The flag, else <c>$XDG_STATE_HOME/halfsilver</c>, else <c>~/.local/state/halfsilver</c>; null where there is no home.</summary>
    public static string? Choose(string? flag, IReadOnlyDictionary<string, string> environment)
    {
        if (flag is not null)
            return flag;
        if (environment.TryGetValue("XDG_STATE_HOME", out var state) && Path.IsPathRooted(state))
            return Path.Combine(state, "halfsilver");
        return environment.TryGetValue("HOME", out var home) && Path.IsPathRooted(home)
            ? Path.Combine(home, ".local", "state", "halfsilver")
            : null;
    }
}
