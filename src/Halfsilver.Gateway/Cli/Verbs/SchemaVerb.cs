using System.CommandLine;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>schema</c>: the native format's JSON schema, for editors.</summary>
internal sealed class SchemaVerb : IVerb
{
    private readonly Option<string?> _file = new("--out", "-O") { Description = "Write to this file instead of standard output.", HelpName = "FILE" };

    public Command Describe() => new("schema", "Write the JSON schema of the native file format.") { _file };

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        var schema = call.Around.Plans.Schema;
        if (call.Get(_file) is not { } file)
        {
            call.Write(schema);
            return ExitCode.Success;
        }
        try
        {
            await File.WriteAllTextAsync(file, schema.EndsWith('\n') ? schema : schema + "\n", call.Cancel);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"{file}: {failure.Message}", inner: failure);
        }
        call.Say($"wrote {file} · first line for your files: # yaml-language-server: $schema={file}");
        return ExitCode.Success;
    }
}
