using System.Security.Cryptography;
using System.Text;
using Halfsilver.Gateway.Cli;

namespace Halfsilver.Gateway.Settings;

/// <summary>
/// Notices that configuration changed by reading it again each second. Events of the file system miss what containers do
/// (a directory link swapped as a whole, network mounts); a few kilobytes a second cost nothing and miss nothing.
/// </summary>
internal sealed class FileWatch(IReadOnlyList<string> names, TimeProvider time)
{
    /// <summary>How often files are looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private string? _marked;

    /// <summary>Remembers the files as they are now; called before they are read, so that no change falls in between.</summary>
    public async Task MarkAsync(CancellationToken cancel) => _marked = await PrintAsync(cancel);

    /// <summary>Calls <paramref name="changed"/> once for each change that has settled for an interval, until cancelled.</summary>
    public async Task FollowAsync(Func<Task> changed, CancellationToken cancel)
    {
        var known = _marked ?? await PrintAsync(cancel);
        var before = known;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                var now = await PrintAsync(cancel);
                // Two looks that agree: an editor is not in the middle of writing.
                if (now == before && now != known)
                {
                    known = now;
                    await changed();
                }
                before = now;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The gateway stops, and nothing is left to watch for.
        }
    }

    private async Task<string> PrintAsync(CancellationToken cancel)
    {
        var print = new StringBuilder();
        foreach (var name in names)
        {
            try
            {
                foreach (var file in PlanFiles.Expand(name))
                    print.Append(file).Append(' ').Append(Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file, cancel)))).Append('\n');
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or CliException)
            {
                // Not there for the moment is a state like any other: the reload will say so if it stays.
                print.Append(name).Append(" unreadable\n");
            }
        }
        return print.ToString();
    }
}
