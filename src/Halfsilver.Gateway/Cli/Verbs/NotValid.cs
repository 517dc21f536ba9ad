using Halfsilver.Gateway.Settings;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary>What verbs that need a plan say when the files give none.</summary>
internal static class NotValid
{
    /// <summary>Writes the notices as messages and makes the exception that ends the verb.</summary>
    public static CliException From(Invocation call, PlanFiles.Result read)
    {
        foreach (var notice in read.Notices)
            call.Around.Error.WriteLine(notice.Text(call.MessagePaint.On));
        return new CliException(ExitCode.Configuration, "the configuration is not valid");
    }
}
