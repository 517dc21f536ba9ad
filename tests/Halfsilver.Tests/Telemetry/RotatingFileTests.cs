using System.Text;
using Halfsilver.Telemetry;
using Xunit;

namespace Halfsilver.Tests.Telemetry;

public sealed class RotatingFileTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"halfsilver-{Guid.NewGuid():N}");

    [Fact]
    public async Task Files_rotate_before_they_grow_past_the_limit_and_the_oldest_goes()
    {
        await using (var file = new RotatingFile(_directory, "copies", maxBytes: 10, files: 3))
        {
            foreach (var line in new[] { "1111\n", "2222\n", "3333\n", "4444\n", "5555\n", "6666\n", "7777\n" })
            {
                await file.WriteAsync(Encoding.ASCII.GetBytes(line));
            }
        }

        Assert.Equal("7777\n", Read("copies.jsonl"));
        Assert.Equal("5555\n6666\n", Read("copies.1.jsonl"));
        Assert.Equal("3333\n4444\n", Read("copies.2.jsonl"));
        Assert.Equal(3, Directory.GetFiles(_directory).Length);
    }

    [Fact]
    public async Task A_single_file_starts_anew_when_it_is_full()
    {
        await using (var file = new RotatingFile(_directory, "copies", maxBytes: 5, files: 1))
        {
            await file.WriteAsync("1111\n"u8.ToArray());
            await file.WriteAsync("2222\n"u8.ToArray());
        }

        Assert.Equal("2222\n", Read("copies.jsonl"));
        Assert.Single(Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task A_restart_goes_on_where_it_stopped_and_ends_a_half_line()
    {
        Directory.CreateDirectory(_directory);
        await File.WriteAllTextAsync(Path.Combine(_directory, "copies.jsonl"), "whole\nhal");
        await using (var file = new RotatingFile(_directory, "copies", maxBytes: 100, files: 2))
        {
            await file.WriteAsync("next\n"u8.ToArray());
        }

        Assert.Equal("whole\nhal\nnext\n", Read("copies.jsonl"));
    }

    [Fact]
    public async Task Only_the_owner_may_read_the_evidence()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        await using (var file = new RotatingFile(_directory, "copies", maxBytes: 100, files: 2))
        {
            await file.WriteAsync("line\n"u8.ToArray());
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory, "copies.jsonl")));
        }
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_a_fault_of_the_disk()
    {
        await File.WriteAllTextAsync(_directory, "in the way");
        try
        {
            var file = new RotatingFile(_directory, "copies", maxBytes: 100, files: 2);
            await Assert.ThrowsAnyAsync<IOException>(async () => await file.WriteAsync("line\n"u8.ToArray()));
        }
        finally
        {
            File.Delete(_directory);
        }
    }

    [Fact]
    public async Task A_full_disk_is_a_fault_of_the_disk()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        Directory.CreateDirectory(_directory);
        File.CreateSymbolicLink(Path.Combine(_directory, "copies.jsonl"), "/dev/full");
        var file = new RotatingFile(_directory, "copies", maxBytes: 100, files: 2);

        await Assert.ThrowsAnyAsync<IOException>(async () => await file.WriteAsync("line\n"u8.ToArray()));
    }

    [Fact]
    public async Task A_write_that_fails_half_way_is_taken_back()
    {
        await using var file = new HalfFullStream();
        await RotatingFile.AppendAsync(file, "whole\n"u8.ToArray());
        file.Full = true;
        await Assert.ThrowsAsync<IOException>(async () => await RotatingFile.AppendAsync(file, "lost line\n"u8.ToArray()));
        file.Full = false;
        await RotatingFile.AppendAsync(file, "next\n"u8.ToArray());

        Assert.Equal("whole\nnext\n", Encoding.ASCII.GetString(file.ToArray()));
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    /// <summary>A disk that takes half of a write and refuses the rest.</summary>
    private sealed class HalfFullStream : MemoryStream
    {
        public bool Full { get; set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(Full ? buffer[..(buffer.Length / 2)] : buffer, cancellationToken);
            if (Full)
            {
                throw new IOException("No space left.");
            }
        }
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_directory, name));
}
