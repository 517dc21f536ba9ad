using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Telemetry;

/// <summary>One event as one line, for people or for programs.</summary>
internal readonly record struct LogLine(
    DateTimeOffset At,
    LogLevel Level,
    EventId Event,
    string Category,
    string Message,
    IReadOnlyList<KeyValuePair<string, object?>>? Fields,
    Exception? Exception)
{
    private const string Template = "{OriginalFormat}";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const string Reset = "\u001b[0m";

    private string EventName => Event.Name ?? Category;

    /// <summary>Time, level, event and message. The fields are in the message already.</summary>
    public byte[] ToText(bool colour)
    {
        var text = new StringBuilder(160)
            .Append(At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)).Append(' ')
            .Append(colour ? Colour(Level) : "").Append(Word(Level).PadRight(5)).Append(colour ? Reset : "").Append(' ')
            .AppendVisible(EventName).Append(": ").AppendVisible(Message);
        for (var fault = Exception; fault is not null; fault = fault.InnerException)
        {
            text.Append(" | ").Append(fault.GetType().FullName).Append(": ").AppendVisible(fault.Message);
        }

        foreach (var frame in (Exception?.StackTrace ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append("\n    ").AppendVisible(frame.Trim());
        }

        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    /// <summary>One object; everything that is not printable ASCII is escaped.</summary>
    public byte[] ToJson()
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("time", At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            json.WriteString("level", Word(Level));
            json.WriteNumber("eventId", Event.Id);
            json.WriteString("event", EventName);
            json.WriteString("category", Category);
            json.WriteString("message", Message);
            WriteFields(json);
            if (Exception is not null)
            {
                json.WriteString("exception", Exception.ToString());
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
        return output.WrittenSpan.ToArray();
    }

    private void WriteFields(Utf8JsonWriter json)
    {
        json.WriteStartObject("fields");
        foreach (var (name, value) in Fields ?? [])
        {
            if (name != Template)
            {
                json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
                WriteValue(json, value);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long or short or byte or uint:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    private static string Colour(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "\u001b[2m",
        LogLevel.Information => "\u001b[32m",
        LogLevel.Warning => "\u001b[33m",
        _ => "\u001b[31m",
    };
}
