using System.Diagnostics;

namespace TestKit;

/// <summary>A process a test started: its lines, its end, its signals. Disposal ends it.</summary>
public sealed class RunningProcess : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private RunningProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => Errors.Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Id = process.Id;
    }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>Lines of standard output.</summary>
    public LineLog Output { get; } = new();

    /// <summary>Lines of standard error.</summary>
    public LineLog Errors { get; } = new();

    /// <summary>Whether it ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts an executable; a null value in <paramref name="environment"/> takes a variable away.</summary>
    public static RunningProcess Start(
        string file, IEnumerable<string>? arguments = null, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(file, arguments ?? [])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? string.Empty,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return new RunningProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs to the end and returns the exit code and all lines.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string file, IEnumerable<string>? arguments = null, string? input = null, TimeSpan? timeout = null, string? folder = null)
    {
        await using var process = Start(file, arguments, folder: folder);
        await process.WriteAsync(input ?? string.Empty, andEnd: true);
        var code = await process.WaitForExitAsync(timeout);
        return (code, string.Join('\n', process.Output.Lines), string.Join('\n', process.Errors.Lines));
    }

    /// <summary>Writes to standard input.</summary>
    public async Task WriteAsync(string text, bool andEnd = false)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
        if (andEnd)
        {
            _process.StandardInput.Close();
        }
    }

    /// <summary>The exit code, once it ended and all its lines are here; 10 seconds unless told.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? timeout = null)
    {
        await Bound.Within(_process.WaitForExitAsync(), timeout ?? Bound.Usual, $"process {Id} to end");
        await Bound.Within(Task.WhenAll(Output.Ended, Errors.Ended), Bound.Usual, $"the last lines of process {Id}");
        return _process.ExitCode;
    }

    /// <summary>Sends a signal of <see cref="Signals"/>; false when the process is gone.</summary>
    public bool Signal(int signal) => !_process.HasExited && Signals.Send(Id, signal);

    /// <summary>Asks it to end, and ends it with its children when it does not within 5 seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Signal(Signals.Term))
        {
            Signal(Signals.Cont);
            if (!await Bound.EndsWithin(_process.WaitForExitAsync(), Grace) && !_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                await Bound.Within(_process.WaitForExitAsync(), Grace, $"process {Id} to be killed");
            }
        }

        _process.Dispose();
    }
}
