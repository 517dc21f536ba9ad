using Halfsilver.Wire;
using Microsoft.Win32.SafeHandles;

namespace Halfsilver.Teeing;

/// <summary>Files of a folder, readable by their owner alone and without a name from the moment they are open: nothing is ever left behind.</summary>
internal sealed class SpillFolder(string path) : ISpillStore
{
    private long _opened;

    /// <summary>Whether the folder is memory after all: what is spilled there frees nothing.</summary>
    public bool IsMemory
    {
        get
        {
            var there = path;
            while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { Length: > 0 } above)
            {
                there = above;
            }

            try
            {
                return new DriveInfo(there).DriveFormat is "tmpfs" or "ramfs";
            }
            catch (IOException)
            {
                // Whoever cannot say what it is will say so again when it is written to.
                return false;
            }
            catch (UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    public ISpillBlob Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None),
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var name = Path.Combine(path, $"{Environment.ProcessId:x}-{Interlocked.Increment(ref _opened):x}-{Random.Shared.Next():x8}");
        var file = new FileStream(name, options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(name);
        }

        if (!Descriptors.Own.Allows(file.SafeFileHandle.DangerousGetHandle(), DescriptorUse.Copies))
        {
            file.Dispose();
            throw new IOException("The process has no descriptor to spare for a body on disk.");
        }

        return new Blob(file);
    }

    private sealed class Blob(FileStream file) : ISpillBlob
    {
        private readonly SafeFileHandle _handle = file.SafeFileHandle;

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_handle, bytes, offset);

        public ValueTask<int> ReadAsync(Memory<byte> into, long offset) => RandomAccess.ReadAsync(_handle, into, offset);

        // Not the stream's: that throws where closing fails, and nobody needs what is in it.
        public void Dispose() => _handle.Dispose();
    }
}
