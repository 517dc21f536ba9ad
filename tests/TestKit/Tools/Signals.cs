using System.Runtime.InteropServices;

namespace TestKit;

/// <summary>Signals to a process, by its id.</summary>
public static class Signals
{
    /// <summary>Hang up: read the settings again.</summary>
    public const int Hup = 1;

    /// <summary>Interrupt, as Ctrl-C.</summary>
    public const int Int = 2;

    /// <summary>Quit.</summary>
    public const int Quit = 3;

    /// <summary>End at once.</summary>
    public const int Kill = 9;

    /// <summary>End in good order.</summary>
    public const int Term = 15;

    /// <summary>Go on after <see cref="Stop"/>.</summary>
    public const int Cont = 18;

    /// <summary>Stand still.</summary>
    public const int Stop = 19;

    /// <summary>Sends a signal; false when the process is gone.</summary>
    public static bool Send(int pid, int signal)
    {
        // 0 and below would address groups of processes.
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pid);
        return kill(pid, signal) == 0;
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable IDE1006, SYSLIB1054 // The name is libc's; generated marshalling needs unsafe code.
    private static extern int kill(int pid, int signal);
#pragma warning restore IDE1006, SYSLIB1054
}
