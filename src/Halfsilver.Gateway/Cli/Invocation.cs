using System.CommandLine;
using System.Text.Json;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli;

/// <summary>One run of one verb: what was asked, and how to answer.</summary>
internal sealed class Invocation(ParseResult parsed, Surroundings around, GlobalOptions options, CancellationToken cancel)
{
    private static readonly JsonSerializerOptions Indented = new(AdminJson.Options) { WriteIndented = true };

    /// <summary>What a verb may touch.</summary>
    public Surroundings Around => around;

    /// <summary>Ends the verb.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>Whether data is wanted as JSON.</summary>
    public bool Json => parsed.GetValue(options.Output) == "json";

    /// <summary>Whether details are wanted.</summary>
    public bool Verbose => parsed.GetValue(options.Verbose);

    /// <summary>Whether only errors are wanted as messages.</summary>
    public bool Quiet => parsed.GetValue(options.Quiet);

    /// <summary>The file with the token for a gateway; null where none is named.</summary>
    public string? TokenFile => parsed.GetValue(options.TokenFile);

    /// <summary>Colours for data.</summary>
    public Paint Paint => Paint.For(parsed.GetValue(options.Color)!, around, around.OutIsTerminal);

    /// <summary>Colours for messages.</summary>
    public Paint MessagePaint => Paint.For(parsed.GetValue(options.Color)!, around, around.ErrorIsTerminal);

    /// <summary>An option's value.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>An argument's value.</summary>
    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>Writes data.</summary>
    public void Write(string line) => around.Out.WriteLine(line);

    /// <summary>Writes data as JSON, indented for people.</summary>
    public void WriteJson<T>(T data) => around.Out.WriteLine(JsonSerializer.Serialize(data, Indented));

    /// <summary>Writes data as one line of JSON.</summary>
    public void WriteJsonLine<T>(T data) => around.Out.WriteLine(JsonSerializer.Serialize(data, AdminJson.Options));

    /// <summary>Writes a message, unless only errors are wanted.</summary>
    public void Say(string line)
    {
        if (!Quiet)
            around.Error.WriteLine(line);
    }
}
