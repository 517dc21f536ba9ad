namespace TestKit;

/// <summary>Types of HTTP/2 frames, and their flags (RFC 9113 §6).</summary>
internal static class FrameCodes
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Priority = 2;
    public const byte Rst = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    public const byte Ack = 1;
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;
}
