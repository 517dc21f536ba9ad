using System.Collections.Immutable;
using Halfsilver.Gateway.Cli;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Settings;

/// <summary>Puts flags over environment over file; what nobody says keeps the plan's default.</summary>
internal static class PlanComposer
{
    /// <summary>The plan to run.</summary>
    /// <exception cref="CliException">A flag or a variable is wrong.</exception>
    public static Plan Compose(Plan file, IReadOnlyDictionary<string, string> environment, RunFlags flags) =>
        WithFlags(EnvironmentSettings.Apply(file, environment), flags);

    /// <summary>Levels that logs may have.</summary>
    public static ImmutableArray<string> Levels { get; } = ["trace", "debug", "info", "warn", "error"];

    private static Plan WithFlags(Plan plan, RunFlags flags)
    {
        if (flags.Listen is { } listen)
            plan = WithListen(plan, listen);
        if (flags.Admin is { } admin)
            plan = plan with { Admin = plan.Admin with { Listen = Address("--admin", admin) } };
        foreach (var pin in flags.Resolve)
            plan = plan with { Resolve = Pinned(plan.Resolve, pin) };
        if (flags.LogFormat is { } format)
            plan = plan with { Logs = plan.Logs with { Json = format == "json" } };
        if (flags.LogLevel is { } level)
            plan = plan with { Logs = plan.Logs with { Level = level } };
        return plan;
    }

    private static Plan WithListen(Plan plan, string listen)
    {
        var (name, address) = listen.Split('=', 2) is [var point, var at] ? (point, at) : (null, listen);
        if (name is null && plan.EntryPoints.Length != 1)
        {
            throw new CliException(ExitCode.Usage, $"--listen: the plan has {plan.EntryPoints.Length} entry points",
                $"name one: --listen {plan.EntryPoints[0].Name}={address}");
        }
        var index = name is null ? 0 : plan.EntryPoints.FindIndex(entry => string.Equals(entry.Name, name, StringComparison.Ordinal));
        if (index < 0)
        {
            throw new CliException(ExitCode.Usage, $"--listen: there is no entry point '{name}'",
                $"there are: {string.Join(", ", plan.EntryPoints.Select(entry => entry.Name))}");
        }
        return plan with { EntryPoints = plan.EntryPoints.SetItem(index, plan.EntryPoints[index] with { Listen = Address("--listen", address) }) };
    }

    private static int FindIndex<T>(this ImmutableArray<T> items, Func<T, bool> holds)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (holds(items[i]))
                return i;
        }
        return -1;
    }

    private static ImmutableDictionary<string, string> Pinned(ImmutableDictionary<string, string> pins, string pin)
    {
        if (pin.Split('=', 2) is not [var name, var address] || !CanBeDialled(address) || !NamesPort(name))
            throw new CliException(ExitCode.Usage, $"--resolve: '{pin}' is no pin", "write it as --resolve orders.internal:8000=127.0.0.1:9000");
        return pins.SetItem(name, address);
    }

    private static bool CanBeDialled(string address) =>
        System.Net.IPAddress.TryParse(address, out _) || ListenAddress.Parse(address) is { Port: > 0 };

    private static bool NamesPort(string name) => name.LastIndexOf(':') is > 0 and var colon && ushort.TryParse(name.AsSpan(colon + 1), out _);

    private static string Address(string flag, string text) => ListenAddress.Parse(text) is not null
        ? text
        : throw new CliException(ExitCode.Usage, $"{flag}: '{text}' is no address to listen on", "write 127.0.0.1:8000, [::1]:8000, or :8000 for every address");
}
