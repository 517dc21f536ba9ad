using System.Globalization;

namespace Halfsilver.Wire;

/// <summary>
/// How many descriptors the process may have, and where each kind of connection stops taking them, so that copies run out before
/// clients do, and clients before the services that answer them. The system always gives the lowest number that is free: a new
/// descriptor's own number says how many are taken, and nothing has to be counted.
/// </summary>
internal sealed class Descriptors(long limit)
{
    private const string Limits = "/proc/self/limits";

    /// <summary>Those of this process. Without a bound where the system has no numbers of this kind.</summary>
    public static Descriptors Own { get; } = new(OwnLimit());

    /// <summary>The first number that this use may not have: copies leave half, clients a quarter, services a sixteenth for what is left.</summary>
    public long Ceiling(DescriptorUse use) => use switch
    {
        DescriptorUse.Copies => limit - (limit / 2),
        DescriptorUse.Clients => limit - (limit / 4),
        _ => limit - (limit / 16),
    };

    /// <summary>Whether a descriptor that has just been opened may be kept for this.</summary>
    public bool Allows(nint descriptor, DescriptorUse use) => descriptor < Ceiling(use);

    /// <summary>The soft limit in the text of the file that the system keeps; the largest number where there is none.</summary>
    public static long Parse(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue;
    }

    private static long OwnLimit() => File.Exists(Limits) ? Parse(File.ReadLines(Limits)) : long.MaxValue;
}

/// <summary>What a descriptor is for; those that come first go without first.</summary>
internal enum DescriptorUse : byte
{
    /// <summary>Connections to mirrors, and bodies that their copies hold on disk.</summary>
    Copies,

    /// <summary>Connections of clients.</summary>
    Clients,

    /// <summary>Connections to services that answer clients.</summary>
    Primaries,
}
