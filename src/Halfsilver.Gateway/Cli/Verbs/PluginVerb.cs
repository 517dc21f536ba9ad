using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halfsilver.Gateway.Admin.Kong.Management;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary>What the verbs of <c>plugin</c> share: a running gateway, and a plugin of a route by its name or id.</summary>
internal abstract class PluginVerb : IVerb
{
    private readonly Argument<string> _route = new("route") { Description = "The route's name.", HelpName = "ROUTE" };
    private readonly Argument<string> _plugin = new("plugin") { Description = "The plugin's name, as traffic-mirror, or its id.", HelpName = "PLUGIN" };

    /// <summary>Which gateway.</summary>
    protected Option<string?> Admin { get; } = AdminClient.Option();

    /// <summary>Why.</summary>
    protected Option<string?> Message { get; } = new("--message", "-m") { Description = "Why, for whoever wonders later.", HelpName = "TEXT" };

    public abstract Command Describe();

    public abstract Task<ExitCode> RunAsync(Invocation call);

    /// <summary>A word behind <c>plugin</c> that names one.</summary>
    protected Command Named(string name, string description, params Option[] options)
    {
        var command = new Command(name, description) { _route, _plugin };
        foreach (var option in options)
            command.Add(option);
        command.Add(Admin);
        return command;
    }

    /// <summary>The plugin that was named.</summary>
    protected string Plugin(Invocation call) => call.Get(_plugin);

    /// <summary>The path of all plugins, or of a route's.</summary>
    protected static string PathOf(string? route) => route is null ? $"{ManagementRoutes.Base}/plugins" : $"{ManagementRoutes.Base}/routes/{Uri.EscapeDataString(route)}/plugins";

    /// <summary>The path of the named route's plugins.</summary>
    protected string AllPath(Invocation call) => PathOf(call.Get(_route));

    /// <summary>The path of the plugin that was named.</summary>
    protected string OnePath(Invocation call) => $"{AllPath(call)}/{Uri.EscapeDataString(Plugin(call))}";
}

/// <summary><c>plugin list</c>: the plugins that somebody configured.</summary>
internal sealed class PluginListVerb : PluginVerb
{
    private readonly Option<string?> _route = new("--route") { Description = "Only those of a route.", HelpName = "NAME" };

    public override Command Describe() => new(name: "list", "List the plugins of a running gateway.") { _route, Admin };

    public override async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, Admin);
        var answer = await admin.ManagedAsync(HttpMethod.Get, PathOf(call.Get(_route)), null, null, call.Cancel);
        var all = (answer as JsonArray ?? answer?["configured"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        if (call.Json)
        {
            call.WriteJson(all);
            return ExitCode.Success;
        }

        TextTable.Write(call, [["PLUGIN", "OF", "STATE", "ID"], .. all.Select(Cells)]);
        return ExitCode.Success;
    }

    private static string[] Cells(JsonObject plugin) =>
    [
        Text(plugin, "pluginName") ?? "",
        Text(plugin, "routeName") is { } route ? $"route {route}" : Text(plugin, "serviceName") is { } service ? $"service {service}" : "everything",
        plugin["enabled"]?.GetValueKind() is JsonValueKind.False ? "disabled" : "on", Text(plugin, "id") ?? "",
    ];

    private static string? Text(JsonObject plugin, string name) => plugin[name]?.GetValueKind() is JsonValueKind.String ? plugin[name]!.GetValue<string>() : null;
}

/// <summary><c>plugin enable</c>: switches a route's plugin on; puts it there where it has a configuration.</summary>
internal sealed class PluginEnableVerb : PluginVerb
{
    private readonly Option<string?> _config = new("--config") { Description = "Its configuration, for a new one whole: '{\"mirrorHost\": \"v2\", \"mirrorPort\": 8080}'.", HelpName = "JSON" };

    public override Command Describe() => Named("enable", "Switch a route's plugin on, or put it on the route.", _config, Message);

    public override async Task<ExitCode> RunAsync(Invocation call)
    {
        var config = Config(call);
        using var admin = AdminClient.Open(call, Admin);
        if (config is null)
        {
            await admin.ManagedAsync(HttpMethod.Post, OnePath(call) + "/enable", null, call.Get(Message), call.Cancel);
        }
        else
        {
            var name = Plugin(call);
            var there = await admin.ManagedAsync(HttpMethod.Get, AllPath(call), null, null, call.Cancel) as JsonArray ?? [];
            var isThere = there.OfType<JsonObject>().Any(one => one["pluginName"]?.ToString() == name || one["id"]?.ToString() == name);
            var body = new JsonObject { ["enabled"] = true, ["config"] = config };
            if (!isThere)
                body["pluginName"] = name;
            await admin.ManagedAsync(isThere ? HttpMethod.Patch : HttpMethod.Post, isThere ? OnePath(call) : AllPath(call), body, call.Get(Message), call.Cancel);
        }

        call.Say($"{Plugin(call)} is on");
        return ExitCode.Success;
    }

    private JsonObject? Config(Invocation call)
    {
        if (call.Get(_config) is not { } text)
            return null;
        try
        {
            if (JsonNode.Parse(text) is JsonObject config)
                return config;
        }
        catch (JsonException)
        {
            // Said below, with what is taken.
        }

        throw new CliException(ExitCode.Usage, "--config: is no JSON object", """write it as '{"mirrorHost": "v2", "mirrorPort": 8080}'""");
    }
}

/// <summary><c>plugin disable</c>: switches a route's plugin off; it keeps its configuration.</summary>
internal sealed class PluginDisableVerb : PluginVerb
{
    public override Command Describe() => Named("disable", "Switch a route's plugin off. It keeps its configuration.", Message);

    public override async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, Admin);
        await admin.ManagedAsync(HttpMethod.Post, OnePath(call) + "/disable", null, call.Get(Message), call.Cancel);
        call.Say($"{Plugin(call)} is off");
        return ExitCode.Success;
    }
}
