using System.Text;

namespace Halfsilver.Gateway.Admin.Kong.Management;

/// <summary>Names of fields: camel case in the management interface, words with underscores in Kong's.</summary>
internal static class FieldNames
{
    /// <summary>A name of Kong's as it is here.</summary>
    public static string Camel(string snake)
    {
        var camel = new StringBuilder(snake.Length);
        var upper = false;
        foreach (var letter in snake)
        {
            if (letter == '_' && camel.Length > 0)
            {
                upper = true;
                continue;
            }

            camel.Append(upper ? char.ToUpperInvariant(letter) : letter);
            upper = false;
        }

        return camel.ToString();
    }

    /// <summary>A name of here as it is with Kong.</summary>
    public static string Snake(string camel)
    {
        var snake = new StringBuilder(camel.Length + 4);
        foreach (var letter in camel)
        {
            if (char.IsAsciiLetterUpper(letter) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }

    /// <summary>A place of an object as it is here. Configurations of plugins have names of their own.</summary>
    public static string Pointer(string pointer) =>
        pointer.StartsWith("/config/", StringComparison.Ordinal) ? pointer : string.Join('/', pointer.Split('/').Select(Camel));
}
