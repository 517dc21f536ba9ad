namespace Halfsilver.Gateway.Admin;

/// <summary>The admin side would be open to other machines, and the plan does not say that this is wanted.</summary>
internal sealed class AdminRefusedException(string listen, bool clearText) : Exception(
    $"admin.listen: {listen} can be reached from other machines {(clearText ? "in clear text" : "and nobody has to log in")}. "
    + $"Use a loopback address such as 127.0.0.1:8080, {(clearText ? "set admin.tls" : "name a data directory for tokens")}, "
    + "or set admin.insecure: true (HALFSILVER__ADMIN__INSECURE=true) where the network itself keeps strangers out.");
