namespace Halfsilver.Dialects.Traefik;

/// <summary>What a file looks like that is Traefik's: by lines alone, for it may be broken.</summary>
internal static class TraefikSigns
{
    private static readonly string[] Dynamic = ["routers", "services", "middlewares", "serversTransports"];

    /// <summary>Whether a file is Traefik's for certain.</summary>
    public static bool Has(string text)
    {
        var http = false;
        var entryPoints = false;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.TrimStart();
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            var key = Key(line);
            if (key.Equals("apiVersion", StringComparison.Ordinal) && IsTraefiks(line))
            {
                return true;
            }

            if (IsOf(line, key, "http", Dynamic))
            {
                return true;
            }

            if (http && IsAny(key, Dynamic))
            {
                return true;
            }

            if (entryPoints && key.Equals("address", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            http |= key.Equals("http", StringComparison.OrdinalIgnoreCase) && IsMap(line);
            entryPoints |= key.Equals("entryPoints", StringComparison.OrdinalIgnoreCase) && IsMap(line);
        }

        return false;
    }

    /// <summary>Whether a file means something beside one that is Traefik's: Services with their endpoints, certificates, parts of TCP.</summary>
    public static bool MayStandBeside(string text)
    {
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.TrimStart().TrimStart("-{ ");
            var key = Key(line);
            if (key.Equals("kind", StringComparison.Ordinal))
            {
                var value = line[(line.IndexOf(':') + 1)..].Trim(" \t\"',}");
                if (value is "Service" or "EndpointSlice" or "Endpoints" or "List")
                {
                    return true;
                }
            }
            else if (raw.Length == line.Length && IsOf(line, key, "tls", ["certificates", "stores", "options"]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a file is TOML: its first line that says something is a table, or gives a key its value by =.</summary>
    public static bool IsToml(string text)
    {
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '[')
            {
                return line.Length > 1 && (char.IsAsciiLetterOrDigit(line[1]) || line[1] is '[' or '"' or '\'' or '_' or '-' or ' ') && !line.Contains('{');
            }

            var equals = line.IndexOf('=');
            var colon = line.IndexOf(':');
            return equals > 0 && line[0] is not ('{' or '-' or '%') && (colon < 0 || equals < colon);
        }

        return false;
    }

    // "[http.routers", "http.routers.a.rule =", "[http]" and in JSON "http": {"routers": on one line.
    private static bool IsOf(ReadOnlySpan<char> line, ReadOnlySpan<char> key, string outer, string[] inner)
    {
        if (!key.Equals(outer, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = line[(line.IndexOf(key, StringComparison.Ordinal) + key.Length)..].TrimStart("\"'");
        return !rest.IsEmpty && rest[0] is '.' or ':' && IsAny(Key(rest.TrimStart(". :\t")), inner);
    }

    private static bool IsMap(ReadOnlySpan<char> line)
    {
        if (line[0] == '[')
        {
            return true;
        }

        var rest = line[(line.IndexOf(':') + 1)..].Trim();
        return line.Contains(':') && (rest.IsEmpty || rest[0] is '{' or '#' or '&');
    }

    private static bool IsAny(ReadOnlySpan<char> key, string[] names)
    {
        foreach (var name in names)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTraefiks(ReadOnlySpan<char> line)
    {
        var value = line[(line.IndexOf(':') + 1)..].Trim(" \t\"',");
        return value.StartsWith("traefik.io/", StringComparison.Ordinal) || value.StartsWith("traefik.containo.us/", StringComparison.Ordinal);
    }

    private static ReadOnlySpan<char> Key(ReadOnlySpan<char> line)
    {
        var bare = line.TrimStart("-{[ \t\"'");
        for (var end = 0; end < bare.Length; end++)
        {
            if (bare[end] is '"' or '\'' or ' ' or '\t' or ':' or '=' or '.' or ']' or '}' or '{' or ',')
            {
                return bare[..end];
            }
        }

        return [];
    }
}
