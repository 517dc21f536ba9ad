using System.Text;

namespace Halfsilver.Fuzz;

/// <summary>Makes new inputs of old ones: octets, runs, words, numbers, and halves of two inputs.</summary>
internal sealed class Mutator(Random random, FuzzTarget target)
{
    private static readonly byte[] s_octets = [.. "\r\n\t :;,=\"\\%/?#@*[]{}()0159afgAFZ._-+&|!"u8, 0, 1, 0x0B, 0x7F, 0x80, 0xE9, 0xFF];

    private static readonly string[] s_numbers =
        ["0", "-1", "00", "1e9", "255", "256", "65535", "65536", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "ffffffffffffffff", "7fffffffffffffff"];

    private readonly byte[][] _words = [.. target.Words.Select(Encoding.Latin1.GetBytes)];

    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var times = 1 + random.Next(1 + random.Next(8)); times > 0; times--)
        {
            Change(bytes, other);
        }

        if (bytes.Count > target.Longest)
        {
            bytes.RemoveRange(target.Longest, bytes.Count - target.Longest);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        var there = at < bytes.Count;
        switch (random.Next(10))
        {
            case 0 when there:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when there:
                bytes[at] = Octet();
                break;
            case 2 when there:
                bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Next(1 + random.Next(16))));
                break;
            case 3:
                bytes.Insert(at, Octet());
                break;
            case 4:
                bytes.InsertRange(at, Encoding.ASCII.GetBytes(s_numbers[random.Next(s_numbers.Length)]));
                break;
            case 5 when there:
                var run = bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + random.Next(24)));
                bytes.InsertRange(random.Next(bytes.Count + 1), run);
                break;
            case 6 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(from));
                break;
            case 7 when there && random.Next(8) == 0:
                bytes.InsertRange(at, Enumerable.Repeat(bytes[at], 1 + random.Next(300)));
                break;
            case 8 when there && random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, _words[random.Next(_words.Length)]);
                break;
        }
    }

    private byte Octet() => random.Next(4) == 0 ? (byte)random.Next(256) : s_octets[random.Next(s_octets.Length)];
}
