using System.Reflection;
using Halfsilver.Telemetry;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Halfsilver.Tests.Telemetry;

public sealed class LogEventTests
{
    [Fact]
    public void Events_keep_the_numbers_and_names_that_alarms_are_built_on()
    {
        var events = typeof(Log).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
            .OrderBy(one => one.EventId).Select(one => $"{one.EventId} {one.EventName}");

        Assert.Equal(
            [
                "1000 gateway.started", "1001 gateway.draining", "1002 gateway.stopped",
                "1100 config.loaded", "1101 config.rejected", "1102 config.unchanged", "1103 config.admin_kept", "1104 config.held", "1105 audit.lost", "1110 config.adapted", "1120 tls.self_signed", "1121 tls.certificates_read", "1122 tls.certificates_kept",
                "1200 mirror.response", "1201 mirror.failed", "1202 mirror.overload", "1203 mirror.circuit", "1204 evidence.failed",
                "1205 spill.failed", "1206 spill.in_memory", "1207 mirror.files",
                "1220 endpoint.unwell", "1221 endpoint.well", "1222 endpoint.ejected", "1223 endpoint.returned",
                "1500 kill.engaged", "1501 kill.released",
            ],
            events);
    }

    [Fact]
    public void What_is_not_exact_is_a_warning_and_so_is_an_open_circuit()
    {
        using var logger = new ListLogger();
        logger.ConfigAdapted("traefik", 4, 0, 0);
        logger.ConfigAdapted("traefik", 4, 1, 0);
        logger.ConfigAdapted("traefik", 4, 0, 1);
        logger.MirrorCircuit("orders", "shadow", "open", "connect");
        logger.MirrorCircuit("orders", "shadow", "closed", "a probe was answered");

        Assert.Equal(
            [LogLevel.Information, LogLevel.Warning, LogLevel.Warning, LogLevel.Warning, LogLevel.Information],
            logger.Lines.Select(line => line.Level));
    }
}
