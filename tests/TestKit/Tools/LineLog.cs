using System.Runtime.CompilerServices;

namespace TestKit;

/// <summary>Lines as they come, kept, to be read from the first by any number of readers.</summary>
public sealed class LineLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Ends when no more lines can come.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Every line from the first on; ends with the log.</summary>
    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken stop = default)
    {
        for (var next = 0; ;)
        {
            string? line = null;
            Task more;
            lock (_lock)
            {
                line = next < _lines.Count ? _lines[next] : null;
                more = _more.Task;
            }

            if (line is not null)
            {
                next++;
                yield return line;
            }
            else if (_ended.Task.IsCompleted)
            {
                yield break;
            }
            else
            {
                await more.WaitAsync(stop);
            }
        }
    }

    /// <summary>The first line that fits, whether it came already or comes within the time; 10 seconds unless told.</summary>
    public async Task<string> WaitForAsync(Func<string, bool> fits, TimeSpan? timeout = null)
    {
        using var stop = new CancellationTokenSource(timeout ?? Bound.Usual);
        try
        {
            await foreach (var line in ReadAsync(stop.Token))
            {
                if (fits(line))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The line did not come. What came:\n{string.Join('\n', Lines)}", e);
        }

        throw new TimeoutException($"The output ended without the line. What came:\n{string.Join('\n', Lines)}");
    }

    /// <summary>The first line that contains a text.</summary>
    public Task<string> WaitForAsync(string part, TimeSpan? timeout = null) =>
        WaitForAsync(line => line.Contains(part, StringComparison.Ordinal), timeout);

    /// <summary>Adds a line; null ends the log.</summary>
    internal void Add(string? line)
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            if (line is not null)
            {
                _lines.Add(line);
            }

            more = _more;
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (line is null)
            {
                _ended.TrySetResult();
            }
        }

        more.TrySetResult();
    }
}
