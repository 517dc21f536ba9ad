using System.Collections.Immutable;

namespace Halfsilver.Telemetry;

/// <summary>Methods as label values: the known ones by name, all others as <c>_OTHER</c>, so that clients cannot add series.</summary>
internal static class MethodLabel
{
    public const string OtherText = "_OTHER";

    /// <summary>Index of every method that is not known.</summary>
    public const int Other = 9;

    /// <summary>Label values by index.</summary>
    public static ImmutableArray<string> All { get; } =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", OtherText];

    /// <summary>The index of a method as it stands in the request line.</summary>
    public static int IndexOf(ReadOnlySpan<byte> method) => method switch
    {
        [(byte)'G', (byte)'E', (byte)'T'] => 0,
        _ when method.SequenceEqual("HEAD"u8) => 1,
        _ when method.SequenceEqual("POST"u8) => 2,
        _ when method.SequenceEqual("PUT"u8) => 3,
        _ when method.SequenceEqual("DELETE"u8) => 4,
        _ when method.SequenceEqual("CONNECT"u8) => 5,
        _ when method.SequenceEqual("OPTIONS"u8) => 6,
        _ when method.SequenceEqual("TRACE"u8) => 7,
        _ when method.SequenceEqual("PATCH"u8) => 8,
        _ => Other,
    };
}
