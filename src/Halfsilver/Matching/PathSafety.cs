namespace Halfsilver.Matching;

/// <summary>Says which paths two parsers could read differently.</summary>
internal static class PathSafety
{
    /// <summary>
    /// Whether a raw path holds a dot segment (plain, encoded, or with <c>;</c> parameters behind the dots), a backslash or a
    /// NUL, plain or encoded.
    /// </summary>
    public static bool IsAmbiguous(ReadOnlySpan<byte> rawPath)
    {
        // Nearly every path is cleared by this one vectorised look.
        if (rawPath.IndexOfAny("\\%\0"u8) < 0 && rawPath.IndexOf("/."u8) < 0)
        {
            return false;
        }

        var dots = -1;
        for (var i = 0; i < rawPath.Length; i++)
        {
            var octet = rawPath[i];
            if (octet == '%' && PathForm.TryOctet(rawPath, i, out var decoded))
            {
                // An encoded slash or semicolon is data to us, but the next parser may decode first and split then.
                octet = decoded;
                i += 2;
            }

            switch (octet)
            {
                case (byte)'\\' or 0:
                    return true;
                case (byte)'/':
                    if (dots > 0)
                    {
                        return true;
                    }

                    dots = 0;
                    break;
                case (byte)'.' when dots is 0 or 1:
                    dots++;
                    break;
                case (byte)';' when dots > 0:
                    return true;
                default:
                    dots = -1;
                    break;
            }
        }

        return dots > 0;
    }
}
