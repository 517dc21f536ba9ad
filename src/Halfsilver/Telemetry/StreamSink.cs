namespace Halfsilver.Telemetry;

/// <summary>Lines into a stream that stays open, such as standard error.</summary>
internal sealed class StreamSink(Stream stream) : ILineSink
{
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> lines)
    {
        await stream.WriteAsync(lines);
        await stream.FlushAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
