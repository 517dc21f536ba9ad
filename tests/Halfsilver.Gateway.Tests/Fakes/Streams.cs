using TestKit;

namespace Halfsilver.Gateway.Tests.Fakes;

/// <summary>Reading a stream that does not end, with a bound.</summary>
internal static class Streams
{
    public static async Task<string> ReadUntilAsync(this StreamReader reader, string marker)
    {
        var text = "";
        while (await Bound.Within(reader.ReadLineAsync(), Bound.Usual, $"'{marker}' after: {text}") is { } line)
        {
            text += line + "\n";
            if (line.Contains(marker, StringComparison.Ordinal))
                return text;
        }
        throw new TimeoutException($"the stream ended before '{marker}': {text}");
    }
}
