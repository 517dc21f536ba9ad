namespace Halfsilver.Dialects.Kubernetes;

/// <summary>Which objects a file holds: by lines alone, for it may be broken.</summary>
internal static class KubernetesSigns
{
    /// <summary>Whether a file has a line that gives a key a value that passes, as <c>kind: Ingress</c>.</summary>
    /// <param name="text">The file.</param>
    /// <param name="key">The key, as <c>kind</c>.</param>
    /// <param name="passes">Looks at the value.</param>
    public static bool Has(string text, string key, Func<string, bool> passes)
    {
        if (!text.Contains(key, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var rest = raw.TrimStart();
            if (rest.IsEmpty || rest[0] == '#')
            {
                continue;
            }

            // Several keys stand on one line in JSON and in YAML's flow style.
            for (var at = rest.IndexOf(key, StringComparison.Ordinal); at >= 0; at = rest.IndexOf(key, StringComparison.Ordinal))
            {
                var before = at == 0 ? ' ' : rest[at - 1];
                rest = rest[(at + key.Length)..];
                var value = rest.TrimStart("\"' \t");
                if (before is ' ' or '"' or '\'' or '{' or ',' or '\t' && !value.IsEmpty && value[0] == ':')
                {
                    value = value[1..].TrimStart(" \t\"'");
                    var end = 0;
                    while (end < value.Length && value[end] is not (' ' or '\t' or '"' or '\'' or ',' or '}' or ']' or '#'))
                    {
                        end++;
                    }

                    if (passes(value[..end].ToString()))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    /// <summary>Whether a file holds objects that others refer to: Services with their endpoints, alone or in lists.</summary>
    public static bool HasServices(string text) => Has(text, "kind", kind => kind is "Service" or "EndpointSlice" or "Endpoints" or "List");
}
