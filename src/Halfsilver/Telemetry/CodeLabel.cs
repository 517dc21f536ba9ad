using System.Collections.Immutable;

namespace Halfsilver.Telemetry;

/// <summary>Status codes as label values.</summary>
internal static class CodeLabel
{
    /// <summary>Index of the class of what has no status code.</summary>
    public const int NoClass = 0;

    private const int First = 100;
    private const int Last = 599;

    /// <summary>Three digits, by index; the first is <c>000</c>, for what is no status code of HTTP.</summary>
    public static ImmutableArray<string> Codes { get; } =
        ["000", .. Enumerable.Range(First, Last - First + 1).Select(code => code.ToString("000"))];

    /// <summary>Classes by index.</summary>
    public static ImmutableArray<string> Classes { get; } = ["none", "1xx", "2xx", "3xx", "4xx", "5xx"];

    public static int IndexOf(int status) => status is >= First and <= Last ? status - First + 1 : 0;

    public static int ClassOf(int status) => status is >= First and <= Last ? status / 100 : NoClass;
}
