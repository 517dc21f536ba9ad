namespace Halfsilver.Teeing;

/// <summary>Where bodies go that do not fit into memory. Errors are those of files: <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/>.</summary>
internal interface ISpillStore
{
    /// <summary>An empty file that nobody else sees and that is gone when it is disposed. May take its time.</summary>
    ISpillBlob Open();
}

/// <summary>The bytes of one body on disk.</summary>
internal interface ISpillBlob : IDisposable
{
    /// <summary>May take its time.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Bytes read; 0 at the end of the file.</summary>
    ValueTask<int> ReadAsync(Memory<byte> into, long offset);
}
