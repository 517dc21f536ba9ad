namespace Halfsilver.Wire;

/// <summary>
/// Takes a chunked body apart (RFC 9112 §7.1), wherever the input is cut. A mutable struct: keep it in one field. After a
/// fault it stays broken.
/// </summary>
internal struct ChunkReader
{
    /// <summary>Bytes of extensions allowed on one chunk, the semicolon included.</summary>
    public const int MaxExtension = 256;

    /// <summary>Bytes of extensions allowed in one message.</summary>
    public const int MaxExtensions = 16 * 1024;

    private const int MaxSizeDigits = 16;

    private TrailerLines _trailers;
    private long _left;
    private int _digits;
    private int _extension;
    private int _extensions;
    private Step _step;

    private enum Step : byte
    {
        Size,
        ExtensionName,
        InExtensionName,
        ExtensionValue,
        InExtensionValue,
        Quoted,
        QuotedPair,
        QuoteClosed,
        SizeEnd,
        Data,
        DataCr,
        DataLf,
        Trailers,
        Ended,
        Broken,
    }

    /// <summary>Whether the last chunk and its trailers were read.</summary>
    public readonly bool Ended => _step == Step.Ended;

    /// <summary>The trailers that may be sent on, whole lines with CRLF; complete once <see cref="Ended"/>.</summary>
    public readonly ReadOnlySpan<byte> Trailers => _trailers.Kept;

    /// <summary>Bytes of data still to come in the chunk at hand.</summary>
    public readonly long Left => _step == Step.Data ? _left : 0;

    /// <summary>Starts a new body; the buffer for trailers stays.</summary>
    public void Reset()
    {
        _trailers.Reset();
        _left = 0;
        _digits = _extension = _extensions = 0;
        _step = Step.Size;
    }

    /// <summary>
    /// Reads from <paramref name="input"/> until a run of data was found, the body ended or nothing is left.
    /// </summary>
    /// <param name="input">The bytes that follow those consumed before.</param>
    /// <param name="consumed">Bytes done with, the run of data included.</param>
    /// <param name="dataStart">Where the run begins in the input.</param>
    /// <param name="dataLength">Bytes of the run; 0 when none was found.</param>
    public WireFault Read(ReadOnlySpan<byte> input, out int consumed, out int dataStart, out int dataLength)
    {
        dataStart = dataLength = 0;
        var at = 0;
        while (at < input.Length && _step != Step.Ended)
        {
            if (_step == Step.Data)
            {
                dataStart = at;
                dataLength = (int)Math.Min(_left, input.Length - at);
                _left -= dataLength;
                _step = _left == 0 ? Step.DataCr : Step.Data;
                at += dataLength;
                break;
            }

            if (!TryStep(input[at]))
            {
                _step = Step.Broken;
                consumed = at;
                return WireFault.BadChunk;
            }

            at++;
        }

        consumed = at;
        return WireFault.None;
    }

    private bool TryStep(byte octet)
    {
        switch (_step)
        {
            case Step.Size:
                return TrySize(octet);
            case Step.SizeEnd:
                _step = _left == 0 ? Step.Trailers : Step.Data;
                return octet == '\n';
            case Step.DataCr:
                _step = Step.DataLf;
                return octet == '\r';
            case Step.DataLf:
                _step = Step.Size;
                _digits = _extension = 0;
                return octet == '\n';
            case Step.Trailers:
                var good = _trailers.TryAdd(octet, out var ended);
                _step = ended ? Step.Ended : Step.Trailers;
                return good;
            case Step.Broken:
                return false;
            default:
                return TryExtension(octet);
        }
    }

    private bool TrySize(byte octet)
    {
        var digit = Grammar.Hex(octet);
        if (digit < 0)
        {
            return _digits > 0 && TrySizeEnd(octet);
        }

        _left = _digits == 0 ? digit : (_left << 4) | (uint)digit;
        return ++_digits <= MaxSizeDigits && _left >= 0;
    }

    // What may follow a size or a whole extension.
    private bool TrySizeEnd(byte octet)
    {
        switch (octet)
        {
            case (byte)'\r':
                _step = Step.SizeEnd;
                return true;
            case (byte)';':
                _step = Step.ExtensionName;
                return TryCount();
            default:
                return false;
        }
    }

    private bool TryExtension(byte octet)
    {
        var token = Grammar.Token.Contains(octet);
        if (!token && _step is Step.InExtensionName or Step.InExtensionValue or Step.QuoteClosed && octet != '=')
        {
            return TrySizeEnd(octet);
        }

        var allowed = true;
        switch (_step)
        {
            case Step.ExtensionName or Step.InExtensionName when token:
                _step = Step.InExtensionName;
                break;
            case Step.InExtensionName when octet == '=':
                _step = Step.ExtensionValue;
                break;
            case Step.ExtensionValue when octet == '"':
                _step = Step.Quoted;
                break;
            case Step.ExtensionValue or Step.InExtensionValue when token:
                _step = Step.InExtensionValue;
                break;
            case Step.Quoted when octet == '"':
                _step = Step.QuoteClosed;
                break;
            case Step.Quoted when octet == '\\':
                _step = Step.QuotedPair;
                break;
            case Step.Quoted or Step.QuotedPair:
                _step = Step.Quoted;
                allowed = !Grammar.NotInValue.Contains(octet);
                break;
            default:
                allowed = false;
                break;
        }

        return allowed && TryCount();
    }

    private bool TryCount() => ++_extension <= MaxExtension && ++_extensions <= MaxExtensions;
}
