using System.CommandLine;
using System.Globalization;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>mirror list</c>: all mirrors of a running gateway.</summary>
internal sealed class MirrorListVerb : MirrorVerb
{
    public override Command Describe() => new(name: "list", "List the mirrors of a running gateway.") { Admin };

    public override async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, Admin);
        var all = await ListAsync(call, admin);
        if (call.Json)
        {
            call.WriteJson(all);
            return ExitCode.Success;
        }

        TextTable.Write(call, [["MIRROR", "SERVICE", "SHARE", "STATE"], .. all.Mirrors.Select(Cells)]);
        return ExitCode.Success;
    }

    private static string[] Cells(MirrorEntry mirror) =>
    [
        $"{mirror.Route}/{mirror.Mirror}", mirror.Port is null ? mirror.Service : $"{mirror.Service}:{mirror.Port}",
        $"{mirror.Percent.ToString("0.####", CultureInfo.InvariantCulture)}%", !mirror.Enabled ? "disabled" : mirror.Stopped ? "stopped" : "on",
    ];
}

/// <summary><c>mirror show</c>: everything that one mirror says.</summary>
internal sealed class MirrorShowVerb : MirrorVerb
{
    public override Command Describe() => Named("show", "Show one mirror with all its settings.");

    public override async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, Admin);
        var mirror = await admin.JsonAsync<MirrorAnswer>(HttpMethod.Get, await PathAsync(call, admin), null, call.Cancel);
        if (call.Json)
            call.WriteJson(mirror);
        else
            call.Around.Out.Write(Dialects.Native.Writing.YamlText.Of((System.Text.Json.Nodes.JsonObject)mirror.Settings));
        return ExitCode.Success;
    }
}
