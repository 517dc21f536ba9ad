namespace Halfsilver.Telemetry;

/// <summary>
/// Lines into <c>name.jsonl</c>; before it would grow past its limit it becomes <c>name.1.jsonl</c>, that one <c>name.2.jsonl</c>, and
/// the oldest goes. Only its owner may read the files. A write that fails is taken back, so that a full disk leaves no half line.
/// </summary>
/// <param name="directory">Created if missing.</param>
/// <param name="name">File name without its ending.</param>
/// <param name="maxBytes">Size of one file; a single batch larger than this gets a file of its own.</param>
/// <param name="files">Files kept, with the one being written; at least 1.</param>
internal sealed class RotatingFile(string directory, string name, long maxBytes, int files) : ILineSink
{
    private FileStream? _file;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> lines)
    {
        try
        {
            var file = _file ??= Open();
            if (file.Length > 0 && file.Length + lines.Length > maxBytes)
            {
                await file.DisposeAsync();
                _file = null;
                Rotate();
                file = _file = Open();
            }

            await AppendAsync(file, lines);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException(denied.Message, denied);
        }
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal static async ValueTask AppendAsync(Stream file, ReadOnlyMemory<byte> lines)
    {
        var before = file.Length;
        try
        {
            await file.WriteAsync(lines);
        }
        catch (IOException)
        {
            file.SetLength(before);
            file.Position = before;
            throw;
        }
    }

    private void Rotate()
    {
        File.Delete(PathOf(files - 1));
        for (var i = files - 2; i >= 0; i--)
        {
            if (File.Exists(PathOf(i)))
            {
                File.Move(PathOf(i), PathOf(i + 1), overwrite: true);
            }
        }
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(PathOf(0), options);
        EndLastLine(file);
        return file;
    }

    // A process that was killed may have left half a line; the next one begins on its own.
    private static void EndLastLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return;
        }

        file.Position = file.Length - 1;
        if (file.ReadByte() != '\n')
        {
            file.WriteByte((byte)'\n');
        }
    }

    private string PathOf(int age) => Path.Combine(directory, age == 0 ? $"{name}.jsonl" : $"{name}.{age}.jsonl");
}
