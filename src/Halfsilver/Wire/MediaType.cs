using System.Text;

namespace Halfsilver.Wire;

/// <summary>The media type that a head declares (RFC 9110 §8.3), parameters left aside.</summary>
internal static class MediaType
{
    /// <summary>The first Content-Type's type and subtype as they were written; empty without one.</summary>
    public static ReadOnlySpan<byte> Of(MessageHead head)
    {
        var at = head.Find(FieldKind.ContentType);
        if (at < 0)
        {
            return default;
        }

        var value = head.Value(head.Fields[at]);
        var end = value.IndexOf((byte)';');
        return (end < 0 ? value : value[..end]).TrimEnd(" \t"u8);
    }

    public static bool Is(MessageHead head, ReadOnlySpan<byte> type) => Ascii.EqualsIgnoreCase(Of(head), type);

    /// <summary>Whether the type begins so: <c>application/grpc</c> has kin such as <c>application/grpc+proto</c>.</summary>
    public static bool Begins(MessageHead head, ReadOnlySpan<byte> type)
    {
        var declared = Of(head);
        return declared.Length >= type.Length && Ascii.EqualsIgnoreCase(declared[..type.Length], type);
    }
}
