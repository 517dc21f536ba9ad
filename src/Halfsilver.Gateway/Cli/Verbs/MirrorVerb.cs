using System.CommandLine;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary>What the verbs of <c>mirror</c> share: a running gateway, and a mirror of it by the names of its route and its own.</summary>
internal abstract class MirrorVerb : IVerb
{
    private readonly Argument<string> _mirror = new("mirror") { Description = "The route, and the mirror's name where it has several.", HelpName = "ROUTE[/MIRROR]" };

    /// <summary>Which gateway.</summary>
    protected Option<string?> Admin { get; } = AdminClient.Option();

    /// <summary>Whether only to say what would change.</summary>
    protected Option<bool> DryRun { get; } = new("--dry-run") { Description = "Show what would change, and change nothing." };

    /// <summary>Why.</summary>
    protected Option<string?> Message { get; } = new("--message", "-m") { Description = "Why, for whoever wonders later.", HelpName = "TEXT" };

    public abstract Command Describe();

    public abstract Task<ExitCode> RunAsync(Invocation call);

    /// <summary>A word behind <c>mirror</c> that names one.</summary>
    protected Command Named(string name, string description, params Option[] options)
    {
        var command = new Command(name, description) { _mirror };
        foreach (var option in options)
            command.Add(option);
        command.Add(Admin);
        return command;
    }

    /// <summary>The route that was named, and the mirror; null where the name was left out and the route has none or several.</summary>
    protected (string Route, string? Mirror) Target(Invocation call, MirrorList all)
    {
        var text = call.Get(_mirror);
        var slash = text.LastIndexOf('/');
        if (slash <= 0 || all.Mirrors.Any(mirror => mirror.Route == text))
        {
            var names = all.Mirrors.Where(mirror => mirror.Route == text).Select(mirror => mirror.Mirror).ToArray();
            return (text, names.Length == 1 ? names[0] : null);
        }

        return (text[..slash], text[(slash + 1)..]);
    }

    /// <summary>The path of a mirror that there is.</summary>
    protected async Task<string> PathAsync(Invocation call, AdminClient admin)
    {
        var all = await ListAsync(call, admin);
        var (route, mirror) = Target(call, all);
        if (mirror is not null)
            return PathOf(route, mirror);
        var names = all.Mirrors.Where(known => known.Route == route).Select(known => $"{route}/{known.Mirror}").Order(StringComparer.Ordinal).ToArray();
        throw names.Length == 0
            ? new CliException(ExitCode.Failed, $"route '{route}' has no mirror, or there is no such route", "see: halfsilver mirror list")
            : new CliException(ExitCode.Usage, $"route '{route}' has several mirrors", $"name one: {string.Join(", ", names)}");
    }

    /// <summary>All mirrors.</summary>
    protected static Task<MirrorList> ListAsync(Invocation call, AdminClient admin) => admin.JsonAsync<MirrorList>(HttpMethod.Get, MirrorRoutes.Path, null, call.Cancel);

    /// <summary>The path of a mirror.</summary>
    protected static string PathOf(string route, string mirror) => $"{MirrorRoutes.Path}/{Uri.EscapeDataString(route)}/{Uri.EscapeDataString(mirror)}";

    /// <summary>Changes something and says what.</summary>
    protected async Task<ExitCode> ChangeAsync(Invocation call, AdminClient admin, HttpMethod method, string path, string? json)
    {
        var answer = await admin.ChangeAsync(method, path + (call.Get(DryRun) ? "?dryRun=true" : ""), json, tag: null, call.Get(Message), call.Cancel);
        DiffText.Write(call, answer);
        return ExitCode.Success;
    }
}
