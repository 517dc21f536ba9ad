using System.Security.Cryptography;

namespace TestKit;

/// <summary>What is remembered of a body: length and hash always, the bytes only while they are few.</summary>
internal sealed class BodyTally(int keep) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private MemoryStream? _kept = new();
    private long _length;

    /// <summary>Bytes so far; any thread.</summary>
    public long Length => Volatile.Read(ref _length);

    public List<int> Chunks { get; } = [];

    public byte[]? Kept => _kept?.ToArray();

    public void Add(ReadOnlySpan<byte> piece)
    {
        Volatile.Write(ref _length, _length + piece.Length);
        _hash.AppendData(piece);
        if (Length <= keep)
        {
            _kept?.Write(piece);
        }
        else
        {
            _kept = null;
        }
    }

    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
