using System.CommandLine;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>mirror enable</c>, <c>disable</c> and <c>remove</c>: changes that say all with their name.</summary>
internal sealed class MirrorSwitchVerb : MirrorVerb
{
    private readonly string _name;
    private readonly string _description;
    private readonly HttpMethod _method;
    private readonly string _step;

    private MirrorSwitchVerb(string name, string description, HttpMethod method, string step) =>
        (_name, _description, _method, _step) = (name, description, method, step);

    public static MirrorSwitchVerb Enable => new(name: "enable", "Let a mirror get copies.", HttpMethod.Post, "/enable");

    public static MirrorSwitchVerb Disable => new(name: "disable", "Let a mirror get no copies. To stop copies at once use kill.", HttpMethod.Post, "/disable");

    public static MirrorSwitchVerb Remove => new(name: "remove", "Take a mirror out of the plan.", HttpMethod.Delete, "");

    public override Command Describe() => Named(_name, _description, DryRun, Message);

    public override async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, Admin);
        return await ChangeAsync(call, admin, _method, await PathAsync(call, admin) + _step, json: null);
    }
}
