using System.Text;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// Texts for bytes, place by place: what comes in the same place again and again, as the fields of a service's answers do, is made once.
/// </summary>
internal sealed class RecentText
{
    private const int Places = 16;

    // Longer ones differ from answer to answer, and are nobody's to keep.
    private const int Longest = 48;

    private readonly string?[] _recent = new string?[Places];

    /// <summary>The text of Latin-1 bytes.</summary>
    public string Get(int place, ReadOnlySpan<byte> bytes)
    {
        if (place >= Places || bytes.Length > Longest)
        {
            return Encoding.Latin1.GetString(bytes);
        }

        ref var recent = ref _recent[place];
        if (recent is null || !Ascii.Equals(bytes, recent))
        {
            recent = Encoding.Latin1.GetString(bytes);
        }

        return recent;
    }
}
