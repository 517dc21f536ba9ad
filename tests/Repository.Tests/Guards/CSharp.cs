using System.Text.RegularExpressions;

namespace Repository.Tests.Guards;

/// <summary>C# text with what is no code taken out, place for place: offsets and lines stay what they were.</summary>
internal static partial class CSharp
{
    /// <summary>Comments and the insides of string and character literals become blanks.</summary>
    public static string CodeOnly(string text) => Token().Replace(text, token => Blank(token.Value, token.Value[0] == '/'));

    /// <summary>Comments become blanks; literals stay.</summary>
    public static string WithoutComments(string text) => Token().Replace(text, token => token.Value[0] == '/' ? Blank(token.Value, all: true) : token.Value);

    private static string Blank(string token, bool all) => string.Create(token.Length, (token, all), static (target, state) =>
    {
        for (var i = 0; i < target.Length; i++)
        {
            var letter = state.token[i];
            target[i] = letter is '\n' or '\r' || (!state.all && letter is '"' or '\'') ? letter : ' ';
        }
    });

    // Raw literals first, then verbatim ones, then plain ones: the longer opening wins.
    [GeneratedRegex("""(?<q>"{3,})[\s\S]*?\k<q>(?!")|[$@]*@[$@]*"(?:[^"]|"")*"|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.[^'\r\n]*)'|//[^\r\n]*|/\*[\s\S]*?\*/""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Token();
}
