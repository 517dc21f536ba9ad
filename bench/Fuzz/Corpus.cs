using System.Security.Cryptography;

namespace Halfsilver.Fuzz;

/// <summary>Inputs that each were read in a way of their own. Bounded: when it is full, a new input takes the place of an old one.</summary>
internal sealed class Corpus(string? folder)
{
    private const int Most = 4096;

    private readonly List<byte[]> _inputs = [];
    private readonly HashSet<int> _kinds = [];

    public int Count => _inputs.Count;

    /// <summary>Ways of reading that were seen.</summary>
    public int Kinds => _kinds.Count;

    /// <summary>The files of a folder and those below, in the order of their names; none where there is no folder.</summary>
    public static IEnumerable<byte[]> Files(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
        : [];

    public byte[] Any(Random random) => _inputs.Count == 0 ? [] : _inputs[random.Next(_inputs.Count)];

    /// <summary>Keeps an input whose kind is new; also in the folder, unless it came from there.</summary>
    public void Note(int kind, byte[] input, Random random, bool write)
    {
        if (!_kinds.Add(kind))
        {
            return;
        }

        if (_inputs.Count < Most)
        {
            _inputs.Add(input);
        }
        else
        {
            _inputs[random.Next(Most)] = input;
        }

        if (write && folder is not null)
        {
            Write(folder, input);
        }
    }

    /// <summary>Writes an input under a name made from its bytes; returns the file.</summary>
    public static string Write(string folder, byte[] input, string prefix = "")
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, prefix + Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8)));
        File.WriteAllBytes(file, input);
        return file;
    }
}
