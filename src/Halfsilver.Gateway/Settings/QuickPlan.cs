using System.Collections.Immutable;
using System.Globalization;
using Halfsilver.Gateway.Cli;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Settings;

/// <summary>The plan of <c>run --to URL --mirror URL@25%</c>: one route for everything, no file.</summary>
internal static class QuickPlan
{
    /// <summary>Name of the one route.</summary>
    public const string RouteName = "all";

    /// <summary>Builds the plan.</summary>
    /// <param name="to">Address of the primary.</param>
    /// <param name="mirrors"><c>URL@PERCENT%</c>, each.</param>
    /// <param name="allMethods">Whether writes are copied too.</param>
    /// <exception cref="CliException">An address or a share is wrong.</exception>
    public static Plan Build(string to, IReadOnlyList<string> mirrors, bool allMethods)
    {
        var services = ImmutableDictionary.CreateBuilder<string, Service>(StringComparer.Ordinal);
        services.Add("primary", ServiceAt("primary", "--to", to));
        var only = allMethods ? new CopyFilter { Methods = null } : new CopyFilter();
        var copies = ImmutableArray.CreateBuilder<Mirror>();
        for (var i = 0; i < mirrors.Count; i++)
        {
            var name = mirrors.Count == 1 ? "mirror" : $"mirror-{i + 1}";
            var (url, share) = Split(mirrors[i]);
            services.Add(name, ServiceAt(name, "--mirror", url));
            copies.Add(new Mirror { Name = name, Target = new ServiceRef(name), Share = share, Only = only });
        }
        return new Plan
        {
            Services = services.ToImmutable(),
            Routes =
            [
                new Halfsilver.Planning.Route
                {
                    Name = RouteName,
                    Rule = AnyRule.Instance,
                    Action = new ForwardAction(new ServiceRef("primary")),
                    Mirrors = copies.ToImmutable(),
                },
            ],
        };
    }

    // The last @ counts: an address may hold one before its host.
    private static (string Url, Share Share) Split(string mirror)
    {
        var at = mirror.LastIndexOf('@');
        if (at < 0 || !mirror.EndsWith('%'))
        {
            var meant = at >= 0 && IsNumber(mirror[(at + 1)..]) ? $"{mirror}%" : $"{mirror.TrimEnd('%')}@25%";
            throw new CliException(ExitCode.Usage, $"--mirror: '{mirror}' does not say how much is copied", $"write --mirror {meant}, or @100% for everything");
        }

        var percent = mirror[(at + 1)..^1];
        return decimal.TryParse(percent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && Share.FromPercent(value) is { } share
            ? (mirror[..at], share)
            : throw new CliException(ExitCode.Usage, $"--mirror: '{percent}%' is no share", "use 0% to 100%, decimals allowed");
    }

    private static bool IsNumber(string text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    private static EndpointsService ServiceAt(string name, string flag, string text)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (!Uri.TryCreate(full, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.Scheme is not ("http" or "https"))
            throw new CliException(ExitCode.Usage, $"{flag}: '{text}' is no address", "write it as http://orders-v2:8000");
        if (url.PathAndQuery is not "/" || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            throw new CliException(ExitCode.Usage, $"{flag}: '{text}' has more than a host and a port", "paths and queries come from the client; a file can rewrite them");
        return new EndpointsService { Name = name, Endpoints = [new EndpointAddress { Host = url.DnsSafeHost, Port = url.Port, Tls = url.Scheme is "https" }] };
    }
}
