using System.CommandLine;
using System.Runtime.InteropServices;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>version</c>: what this program is and runs on.</summary>
internal sealed class VersionVerb : IVerb
{
    public Command Describe() => new("version", "Show the version, the commit and the runtime.");

    public Task<ExitCode> RunAsync(Invocation call)
    {
        var version = new VersionText(Product.Version, Product.Commit, call.Around.Runtime.ToString(), RuntimeInformation.RuntimeIdentifier);
        if (call.Json)
            call.WriteJson(version);
        else
            call.Write($"halfsilver {version.Version}{(version.Commit is { } commit ? $" ({commit})" : "")} · .NET {version.Dotnet} · {version.Platform}");
        return Task.FromResult(ExitCode.Success);
    }

    private sealed record VersionText(string Version, string? Commit, string Dotnet, string Platform);
}
