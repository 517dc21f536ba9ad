using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Toml;

internal static class TomlReader
{
    public static Node? Read(string text, NoticeList notices, int file = 0) => TreeReader.Read(text, notices, file);
}
