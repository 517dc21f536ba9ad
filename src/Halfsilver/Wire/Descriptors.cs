using System.Globalization;

namespace Halfsilver.Wire;

/// <summary>
/// How many descriptors the process may have, and where each kind of connection stops taking them, so that copies run out before
/// clients do, and clients before the services that answer them. The system always gives the lowest number that is free: a new
/// descriptor's own number says how many are taken, and nothing has to be counted.
/// </summary>
/// <param name="limit">Descriptors that the process may have.</param>
/// <param name="taken">Those it has before the first connection: libraries, pipes, logs.</param>
internal sealed class Descriptors(long limit, long taken)
{
    // For the process itself: libraries that are loaded late, files that are read again, names that are looked up.
    private const int Kept = 16;

    private const string Limits = "/proc/self/limits";

    /// <summary>Those of this process. Without a bound where the system has no numbers of this kind.</summary>
    public static Descriptors Own { get; } = OfProcess();

    private long Free => Math.Max(0, limit - taken - Kept);

    /// <summary>The first number that this use may not have: copies leave two thirds of those that are free, clients one.</summary>
    public long Ceiling(DescriptorUse use) => taken + (use switch
    {
        DescriptorUse.Copies => Free / 3,
        DescriptorUse.Clients => Free - (Free / 3),
        _ => Free,
    });

    /// <summary>Whether a descriptor that has just been opened may be kept for this.</summary>
    public bool Allows(nint descriptor, DescriptorUse use) => descriptor < Ceiling(use);

    /// <summary>The soft limit in the text of the file that the system keeps; the largest number where there is none.</summary>
    public static long Parse(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue;
    }

    private static Descriptors OfProcess()
    {
        if (!File.Exists(Limits))
        {
            return new Descriptors(long.MaxValue, taken: 0);
        }

        using var next = File.OpenHandle("/dev/null");
        return new Descriptors(Parse(File.ReadLines(Limits)), next.DangerousGetHandle());
    }
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
