namespace Halfsilver.Gateway.Cli;

/// <summary>Colours, or none. Colour is never the only carrier of a meaning.</summary>
internal sealed record Paint(bool On)
{
    /// <summary>Decides from the flag, the environment and where the text goes.</summary>
    public static Paint For(string choice, Surroundings around, bool terminal) => new(choice switch
    {
        "always" => true,
        "never" => false,
        _ => terminal && around.Variable("NO_COLOR") is null && around.Variable("TERM") != "dumb",
    });

    /// <summary>Something is wrong.</summary>
    public string Bad(string text) => In("31", text);

    /// <summary>Something deserves a look.</summary>
    public string Warn(string text) => In("33", text);

    /// <summary>All is well.</summary>
    public string Good(string text) => In("32", text);

    /// <summary>What stands out.</summary>
    public string Strong(string text) => In("1", text);

    /// <summary>What may be overlooked.</summary>
    public string Faint(string text) => In("2", text);

    private string In(string code, string text) => On ? $"\e[{code}m{text}\e[0m" : text;
}
