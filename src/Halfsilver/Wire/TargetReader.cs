namespace Halfsilver.Wire;

/// <summary>Takes a request target apart into its form's pieces (RFC 9112 §3.2). Its octets are known to be allowed.</summary>
internal static class TargetReader
{
    public static WireFault Read(RequestHead head, int start, int length)
    {
        var target = head.Buffer.AsSpan(start, length);
        head.SetTarget(start, length);
        if (head.Method.SequenceEqual("CONNECT"u8))
        {
            head.Form = TargetForm.Authority;
            head.SetAuthority(start, length);
            return HostGrammar.IsHostAndPort(target, needsPort: true) ? WireFault.None : WireFault.BadTarget;
        }

        if (target[0] == '/')
        {
            head.Form = TargetForm.Origin;
            return ReadPath(head, start, length);
        }

        if (target.SequenceEqual("*"u8))
        {
            head.Form = TargetForm.Asterisk;
            head.SetPath(start, length);
            return head.Method.SequenceEqual("OPTIONS"u8) ? WireFault.None : WireFault.BadTarget;
        }

        return ReadAbsolute(head, target, start);
    }

    private static WireFault ReadAbsolute(RequestHead head, ReadOnlySpan<byte> target, int start)
    {
        var scheme = SchemeLength(target);
        if (scheme == 0)
        {
            return WireFault.BadTarget;
        }

        head.Form = TargetForm.Absolute;
        var end = target[scheme..].IndexOfAny((byte)'/', (byte)'?');
        var authority = end < 0 ? target.Length - scheme : end;
        head.SetAuthority(start + scheme, authority);
        if (!HostGrammar.IsHostAndPort(target.Slice(scheme, authority)))
        {
            return WireFault.BadTarget;
        }

        var rest = scheme + authority;
        if (rest < target.Length && target[rest] == '/')
        {
            return ReadPath(head, start + rest, target.Length - rest);
        }

        // An empty path means the root (RFC 9110 §4.2.3); the scheme's last slash lends itself.
        head.SetPath(start + scheme - 1, 1);
        head.SetQuery(start + rest, target.Length - rest);
        return Grammar.PercentsAreWhole(target[rest..]) ? WireFault.None : WireFault.BadTarget;
    }

    private static int SchemeLength(ReadOnlySpan<byte> target)
    {
        if (target.Length >= 7 && FieldNames.Is(target[..7], "http://"u8))
        {
            return 7;
        }

        return target.Length >= 8 && FieldNames.Is(target[..8], "https://"u8) ? 8 : 0;
    }

    private static WireFault ReadPath(RequestHead head, int start, int length)
    {
        var text = head.Buffer.AsSpan(start, length);
        var query = text.IndexOf((byte)'?');
        var path = query < 0 ? length : query;
        head.SetPath(start, path);
        head.SetQuery(start + path, length - path);
        return Grammar.PercentsAreWhole(text) ? WireFault.None : WireFault.BadTarget;
    }
}
