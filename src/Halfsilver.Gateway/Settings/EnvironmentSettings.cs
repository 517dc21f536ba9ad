using System.Collections.Frozen;
using Halfsilver.Gateway.Cli;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Settings;

/// <summary>Settings from <c>HALFSILVER__…</c> variables. One that is not known is refused: a misspelt setting must not be lost.</summary>
internal static class EnvironmentSettings
{
    /// <summary>What every setting begins with. The double underscore keeps apart what Kubernetes sets for a service of that name.</summary>
    public const string Prefix = "HALFSILVER__";

    private static readonly FrozenDictionary<string, Func<Plan, string, Plan?>> Known = new Dictionary<string, Func<Plan, string, Plan?>>(StringComparer.OrdinalIgnoreCase)
    {
        ["GATEWAY"] = (plan, value) => plan with { Gateway = value },
        ["ADMIN__LISTEN"] = (plan, value) => ListenAddress.Parse(value) is not null ? plan with { Admin = plan.Admin with { Listen = value } } : null,
        ["ADMIN__INSECURE"] = (plan, value) => Switch(value) is { } on ? plan with { Admin = plan.Admin with { Insecure = on } } : null,
        ["ADMIN__ACCESS"] = (plan, value) => value is "required" or "open"
            ? plan with { Admin = plan.Admin with { Access = value is "open" ? AdminAccess.Open : AdminAccess.Required } } : null,
        ["ADMIN__OPENMETRICS"] = (plan, value) => Switch(value) is { } on ? plan with { Admin = plan.Admin with { OpenMetrics = on } } : null,
        ["TELEMETRY__LOGS__FORMAT"] = (plan, value) => value is "text" or "json" ? plan with { Logs = plan.Logs with { Json = value is "json" } } : null,
        ["TELEMETRY__LOGS__LEVEL"] = (plan, value) => PlanComposer.Levels.Contains(value, StringComparer.Ordinal) ? plan with { Logs = plan.Logs with { Level = value } } : null,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The plan with the variables' settings.</summary>
    /// <exception cref="CliException">A variable is not known, or its value is wrong.</exception>
    public static Plan Apply(Plan plan, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var (name, value) in environment.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!Known.TryGetValue(name[Prefix.Length..], out var apply))
            {
                throw new CliException(ExitCode.Configuration, $"{name}: there is no such setting",
                    $"there are: {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal).Select(known => Prefix + known))}");
            }
            plan = apply(plan, value) ?? throw new CliException(ExitCode.Configuration, $"{name}: '{value}' is not a value of this setting");
        }
        return plan;
    }

    /// <summary>Whether <c>HALFSILVER_KILL</c> asks for a start without any mirroring.</summary>
    /// <exception cref="CliException">Its value is neither yes nor no: better not started than mirroring against somebody's word.</exception>
    public static bool Killed(IReadOnlyDictionary<string, string> environment) => Switch(environment, "HALFSILVER_KILL", usual: false);

    /// <summary>Whether <c>HALFSILVER_IO_URING</c> lets the data plane have <c>io_uring(7)</c>.</summary>
    /// <exception cref="CliException">Its value is neither yes nor no.</exception>
    public static bool IoUring(IReadOnlyDictionary<string, string> environment) => Switch(environment, "HALFSILVER_IO_URING", usual: true);

    private static bool Switch(IReadOnlyDictionary<string, string> environment, string name, bool usual)
    {
        if (!environment.TryGetValue(name, out var value) || value.Length == 0)
            return usual;
        return Switch(value) ?? throw new CliException(ExitCode.Configuration, $"{name}: '{value}' is neither 1 nor 0");
    }

    private static bool? Switch(string value) => value switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        _ => null,
    };
}
