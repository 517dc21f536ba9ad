using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Settings;

namespace Halfsilver.Gateway.Cli;

/// <summary>Everything that a verb touches outside itself, so that tests can hold all of it.</summary>
internal sealed record Surroundings
{
    /// <summary>Where data goes.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where messages go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What <c>-</c> reads.</summary>
    public required TextReader In { get; init; }

    /// <summary>Whether somebody watches the output, rather than a pipe or a file.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether somebody watches the messages.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads configuration files.</summary>
    public required IPlanReader Plans { get; init; }

    /// <summary>Starts gateways.</summary>
    public required GatewayLauncher Launch { get; init; }

    /// <summary>Listens to the process's signals while a gateway runs.</summary>
    public required Func<ISignals> Signals { get; init; }

    /// <summary>The runtime's version.</summary>
    public Version Runtime { get; init; } = System.Environment.Version;

    /// <summary>A variable's value; null where it is not set or empty.</summary>
    public string? Variable(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
