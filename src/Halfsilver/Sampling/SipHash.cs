using System.Numerics;

namespace Halfsilver.Sampling;

/// <summary>
/// SipHash-2-4, fed octet by octet: 64 bits that depend on every bit of key and input, so that no client can choose values that
/// are all copied without knowing the key.
/// </summary>
internal ref struct SipHash(SipKey key)
{
    private ulong _v0 = key.Low ^ 0x736F6D6570736575;
    private ulong _v1 = key.High ^ 0x646F72616E646F6D;
    private ulong _v2 = key.Low ^ 0x6C7967656E657261;
    private ulong _v3 = key.High ^ 0x7465646279746573;
    private ulong _word;
    private int _length;

    public void Add(scoped ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
        {
            Add(octet);
        }
    }

    public void Add(byte octet)
    {
        _word |= (ulong)octet << (8 * (_length & 7));
        if ((++_length & 7) == 0)
        {
            Take(_word);
            _word = 0;
        }
    }

    /// <summary>The hash of all that was added; nothing may be added after it.</summary>
    public ulong Finish()
    {
        Take(_word | ((ulong)_length << 56));
        _v2 ^= 0xFF;
        Round();
        Round();
        Round();
        Round();
        return _v0 ^ _v1 ^ _v2 ^ _v3;
    }

    private void Take(ulong word)
    {
        _v3 ^= word;
        Round();
        Round();
        _v0 ^= word;
    }

    private void Round()
    {
        _v0 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
        _v0 = BitOperations.RotateLeft(_v0, 32);
        _v2 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
        _v0 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
        _v2 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
        _v2 = BitOperations.RotateLeft(_v2, 32);
    }
}
