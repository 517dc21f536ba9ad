namespace Halfsilver.Wire;

/// <summary>
/// Trailer lines as they arrive: checked like fields of a head, bounded, and only those kept that RFC 9110 §6.5.1 lets a
/// recipient merge or a gateway send on.
/// </summary>
internal struct TrailerLines
{
    /// <summary>Lines allowed, those left out included.</summary>
    public const int MaxLines = 64;

    /// <summary>Bytes allowed, those left out included.</summary>
    public const int MaxBytes = 8 * 1024;

    private const int FirstSize = 256;

    private byte[]? _bytes;
    private int _kept;
    private int _filled;
    private int _seen;
    private int _lines;

    /// <summary>Whole lines with CRLF.</summary>
    public readonly ReadOnlySpan<byte> Kept => _bytes.AsSpan(0, _kept);

    public void Reset() => _kept = _filled = _seen = _lines = 0;

    /// <summary>Takes one byte; false when it cannot belong to trailers. The empty line ends them.</summary>
    public bool TryAdd(byte octet, out bool ended)
    {
        ended = false;
        if (++_seen > MaxBytes)
        {
            return false;
        }

        _bytes ??= new byte[FirstSize];
        if (_filled == _bytes.Length)
        {
            Array.Resize(ref _bytes, _filled * 2);
        }

        var afterCr = _filled > _kept && _bytes[_filled - 1] == '\r';
        _bytes[_filled++] = octet;
        if (afterCr != (octet == '\n'))
        {
            return false;
        }

        return !afterCr || TryEndLine(out ended);
    }

    private bool TryEndLine(out bool ended)
    {
        var line = _bytes.AsSpan(_kept, _filled - _kept);
        ended = line.Length == 2;
        if (ended)
        {
            _filled = _kept;
            return true;
        }

        if (++_lines > MaxLines || FieldReader.Read(line, 0, out var field) != WireFault.None)
        {
            return false;
        }

        if (TrailerNames.MayPass(line[..field.NameLength]))
        {
            _kept = _filled;
        }

        _filled = _kept;
        return true;
    }
}
