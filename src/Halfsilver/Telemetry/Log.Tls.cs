using Microsoft.Extensions.Logging;

namespace Halfsilver.Telemetry;

/// <summary>Lines about certificates.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1120, EventName = "tls.self_signed", Level = LogLevel.Warning,
        Message = "Entry point {EntryPoint} has no certificate: a self-signed one was made, SHA-256 {Fingerprint}")]
    public static partial void CertificateMade(this ILogger logger, string entryPoint, string fingerprint);

    [LoggerMessage(EventId = 1121, EventName = "tls.certificates_read", Level = LogLevel.Information,
        Message = "Entry point {EntryPoint} shows changed certificates: {Certificates} read")]
    public static partial void CertificatesRead(this ILogger logger, string entryPoint, int certificates);

    /// <summary>Changed files cannot be used; what was shown before is shown on.</summary>
    [LoggerMessage(EventId = 1122, EventName = "tls.certificates_kept", Level = LogLevel.Error,
        Message = "Entry point {EntryPoint} keeps the certificates it has: {Reason}")]
    public static partial void CertificatesKept(this ILogger logger, string entryPoint, string reason);
}
