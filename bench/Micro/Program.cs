using BenchmarkDotNet.Running;

namespace Halfsilver.Micro;

/// <summary>
/// <c>allocation [REQUESTS]</c> holds the unmirrored path against a bare connection handler; anything else goes to the micro-benchmarks
/// (<c>--list flat</c>, <c>--filter '*'</c>).
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["allocation", ..])
        {
            // As the product does it, and like it before the first socket.
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
            return await Allocation.RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
        }

        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
    }
}
