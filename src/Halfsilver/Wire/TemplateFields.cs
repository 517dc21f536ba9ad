using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Wire;

/// <summary>Builds a template's fields: rewrites applied one after the other, so that a later one may undo an earlier one.</summary>
internal sealed class TemplateFields
{
    private readonly HashSet<string> _dropped = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Field> _lines = [];
    private HashSet<string>? _passed;

    public void Apply(Rewrite rewrite)
    {
        if (rewrite.PassFields is { } passed)
        {
            _passed = new(_passed is null ? passed : passed.Where(_passed.Contains), StringComparer.OrdinalIgnoreCase);
        }

        foreach (var name in rewrite.RemoveFields)
        {
            Drop(name);
        }

        foreach (var field in rewrite.SetFields)
        {
            Drop(field.Name);
        }

        foreach (var field in rewrite.SetFields.Concat(rewrite.AddFields))
        {
            CheckName(field.Name);
            CheckValue(field);
            _lines.Add(field);
        }
    }

    /// <summary>The client's fields that go on; null for all.</summary>
    public byte[][]? Passed() => _passed is null ? null : [.. _passed.Select(Encoding.ASCII.GetBytes)];

    public byte[][] Dropped() => [.. _dropped.Select(Encoding.ASCII.GetBytes)];

    public byte[] Lines() => [.. _lines.SelectMany(line => Encoding.UTF8.GetBytes($"{line.Name}: {line.Value}\r\n"))];

    private void Drop(string name)
    {
        CheckName(name);
        _dropped.Add(name);
        _lines.RemoveAll(line => string.Equals(line.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    private static void CheckName(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (!Grammar.IsToken(bytes))
        {
            throw new ArgumentException($"\"{name}\" is no field name.", nameof(name));
        }

        if (FieldNames.Classify(bytes, out _)
            is FieldKind.Host or FieldKind.Connection or FieldKind.ContentLength or FieldKind.TransferEncoding)
        {
            throw new ArgumentException($"{name} is written by the gateway and cannot be changed as a field.", nameof(name));
        }
    }

    private static void CheckValue(Field field)
    {
        if (Encoding.UTF8.GetBytes(field.Value).AsSpan().ContainsAny(Grammar.NotInValue))
        {
            throw new ArgumentException($"The value of {field.Name} holds a control character.", nameof(field));
        }
    }
}
