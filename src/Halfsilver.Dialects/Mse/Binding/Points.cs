using System.Collections.Immutable;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>Where clients connect: in clear text, and by TLS where a host asks for it.</summary>
internal sealed class Points
{
    private const string Web = "web";
    private const string WebSecure = "websecure";

    private bool _isSecure;

    /// <summary>The port for clear text.</summary>
    public int Port { get; set; } = 8000;

    /// <summary>The port for TLS.</summary>
    public int SecurePort { get; set; } = 8443;

    /// <summary>Whether a host asked for TLS.</summary>
    public bool IsSecure => _isSecure;

    /// <summary>For a host in clear text.</summary>
    public static ImmutableArray<string> Clear { get; } = [Web];

    /// <summary>For a host that is served by TLS as well.</summary>
    public ImmutableArray<string> Both()
    {
        _isSecure = true;
        return [Web, WebSecure];
    }

    /// <summary>For a host that is served by TLS alone.</summary>
    public ImmutableArray<string> Secure()
    {
        _isSecure = true;
        return [WebSecure];
    }

    /// <summary>The entry points.</summary>
    public ImmutableArray<EntryPoint> Build()
    {
        var web = new EntryPoint { Name = Web, Listen = $":{Port}" };
        return _isSecure ? [web, new EntryPoint { Name = WebSecure, Listen = $":{SecurePort}", Tls = new ListenTls() }] : [web];
    }
}
