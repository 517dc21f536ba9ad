using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>A name as one part of the files refers to another.</summary>
/// <param name="Provider">Whose it is: <c>file</c>, <c>kubernetescrd</c>, <c>internal</c>, or a provider that is not read here.</param>
/// <param name="Name">The name there.</param>
/// <param name="Path">Where it is written.</param>
/// <param name="Place">Its place.</param>
internal sealed record Reference(string Provider, string Name, string Path, Place Place)
{
    public const string File = "file";
    public const string Resources = "kubernetescrd";
    public const string Internal = "internal";

    /// <summary>The name with its provider.</summary>
    public string Whole => $"{Name}@{Provider}";

    /// <summary>A name that may have its provider behind an @.</summary>
    public static Reference Of(ValueItem item, string provider)
    {
        var text = (string)item.Value;
        var at = text.LastIndexOf('@');
        return at > 0 && at < text.Length - 1
            ? new Reference(text[(at + 1)..].ToLowerInvariant(), text[..at], item.Path, item.Place)
            : new Reference(provider, text, item.Path, item.Place);
    }
}
