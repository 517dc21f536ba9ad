using System.CommandLine;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary>The flags by which <c>kill</c> and <c>resume</c> name a scope.</summary>
internal sealed class KillScopeOptions
{
    /// <summary>The API's path.</summary>
    public const string Path = "/api/v1/kill-switch";

    private readonly Option<string?> _route = new("--route") { Description = "Only this route.", HelpName = "ROUTE" };
    private readonly Option<string?> _mirror = new("--mirror") { Description = "Only this mirror.", HelpName = "ROUTE/MIRROR" };

    /// <summary>Which gateway.</summary>
    public Option<string?> Admin { get; } = AdminClient.Option();

    /// <summary>Adds the flags to a verb.</summary>
    public Command AddTo(Command command)
    {
        command.Add(_route);
        command.Add(_mirror);
        command.Add(Admin);
        return command;
    }

    /// <summary>What is sent.</summary>
    public KillBody Body(Invocation call, string? reason)
    {
        var (route, mirror) = (call.Get(_route), call.Get(_mirror));
        if (mirror is not null)
        {
            var slash = mirror.LastIndexOf('/');
            if (slash > 0 && slash < mirror.Length - 1 && (route is null || route == mirror[..slash]))
                (route, mirror) = (mirror[..slash], mirror[(slash + 1)..]);
            else if (slash >= 0 || route is null)
                throw new CliException(ExitCode.Usage, $"--mirror: '{mirror}' does not name one mirror", "write it as --mirror ROUTE/MIRROR");
        }
        return new KillBody(null, route, mirror, reason, Environment.UserName);
    }

    /// <summary>A scope within a sentence.</summary>
    public static string Words(string? route, string? mirror) =>
        route is null ? "" : mirror is null ? $" of route {route}" : $" to {route}/{mirror}";

    /// <summary>A scope as flags.</summary>
    public static string Flags(string? route, string? mirror) =>
        route is null ? "" : mirror is null ? $" --route {route}" : $" --mirror {route}/{mirror}";
}
