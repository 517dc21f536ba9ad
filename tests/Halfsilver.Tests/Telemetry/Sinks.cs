using System.Text;
using Halfsilver.Telemetry;

namespace Halfsilver.Tests.Telemetry;

/// <summary>A disk whose speed and health a test decides.</summary>
internal sealed class FakeDisk : ILineSink
{
    private readonly StringBuilder _written = new();
    private TaskCompletionSource _open = new();

    public FakeDisk() => _open.SetResult();

    /// <summary>Completes when the first write has begun.</summary>
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Full { get; set; }

    public bool Disposed { get; private set; }

    public string[] Lines => _written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Stall() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _open.SetResult();

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> lines)
    {
        Reached.TrySetResult();
        await _open.Task;
        if (Full)
        {
            throw new IOException("No space left.");
        }

        _written.Append(Encoding.UTF8.GetString(lines.Span));
    }

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }
}
