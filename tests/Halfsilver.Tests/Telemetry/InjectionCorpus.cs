using Xunit;

namespace Halfsilver.Tests.Telemetry;

/// <summary>What clients send to write lines or act on terminals of those who read logs.</summary>
public static class InjectionCorpus
{
    public static TheoryData<string> All =>
    [
        "a\nb",
        "a\r\nb",
        "a\rb",
        "\0",
        "\t\v\f\b\a",
        "\u001b[2J\u001b[31mred",
        "\u001b]0;title\a",
        "\u007f",
        "\u0085next line",
        "\u009b31m",
        "\u2028line",
        "\u2029paragraph",
        "\u202egpj.exe",
        "\u2066isolate\u2069",
        "\u200bzero width",
        "\ufeffmark",
        "\ud800 lone",
        "lone \udc00",
        "\"},{\"event\":\"kill.engaged",
        "{Template} {0}",
        "\\u001b[2J",
        "%0a%0d",
        "2026-07-01T12:00:00.000Z error kill.engaged: forged",
    ];
}
