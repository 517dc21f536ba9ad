using System.CommandLine;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>mirror set</c>: makes a mirror, or changes what is named of one.</summary>
internal sealed class MirrorSetVerb : MirrorVerb
{
    private readonly Option<string?> _to = new("--to") { Description = "The service that gets copies, and which of its ports where it has several.", HelpName = "SERVICE[:PORT]" };
    private readonly Option<decimal?> _percent = new("--percent") { Description = "How much of the traffic is copied, 0 to 100.", HelpName = "P" };
    private readonly Option<string?> _methods = new Option<string?>("--methods") { Description = "Copy safe methods only, or all. All means that writes happen twice." }.AcceptOnlyFromAmong("safe", "all");
    private readonly Option<string?> _timing = new Option<string?>("--timing") { Description = "When a copy is sent." }.AcceptOnlyFromAmong("concurrent", "afterPrimary", "await");
    private readonly Option<bool> _sync = new("--sync") { Description = "The same as --timing await." };

    public override Command Describe()
    {
        var command = Named("set", "Make a mirror, or change what is named of one.", _to, _percent, _methods, _timing, _sync, DryRun, Message);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_sync) && result.GetValue(_timing) is not null)
                result.AddError("--sync and --timing say the same thing; one of them");
            else if (result.GetValue(_to) is null && result.GetValue(_percent) is null && result.GetValue(_methods) is null && result.GetValue(_timing) is null && !result.GetValue(_sync))
                result.AddError("there is nothing to set: --to, --percent, --methods, --timing");
        });
        return command;
    }

    public override async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, Admin);
        var all = await ListAsync(call, admin);
        var (route, name) = Target(call, all);
        if (name is not null && all.Mirrors.Any(mirror => mirror.Route == route && mirror.Mirror == name))
            return await ChangeAsync(call, admin, HttpMethod.Patch, PathOf(route, name), Keys(call).ToJsonString());
        if (name is null && all.Mirrors.Any(mirror => mirror.Route == route))
            return await ChangeAsync(call, admin, HttpMethod.Patch, await PathAsync(call, admin), Keys(call).ToJsonString());
        if (call.Get(_to) is not { } to || call.Get(_percent) is null)
            throw new CliException(ExitCode.Usage, $"route '{route}' has no such mirror; a new one needs --to and --percent", "see: halfsilver mirror list");
        return await ChangeAsync(call, admin, HttpMethod.Put, PathOf(route, name ?? to.Split(':')[0]), Keys(call).ToJsonString());
    }

    private JsonObject Keys(Invocation call)
    {
        var keys = new JsonObject();
        if (call.Get(_to) is { } to)
        {
            var colon = to.LastIndexOf(':');
            keys["service"] = colon < 0 ? to : to[..colon];
            keys["port"] = colon < 0 ? null : to[(colon + 1)..];
        }

        if (call.Get(_percent) is { } percent)
            keys["percent"] = percent;
        if (call.Get(_methods) is { } methods)
            keys["only"] = new JsonObject { ["methods"] = methods };
        if ((call.Get(_sync) ? "await" : call.Get(_timing)) is { } timing)
            keys["timing"] = timing;
        return keys;
    }
}
