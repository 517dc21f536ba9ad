namespace Halfsilver.Gateway.Admin.Access;

/// <summary>What the plan says about who may come in cannot be kept to, so the gateway does not start.</summary>
internal sealed class AccessRefusedException(string message, Exception? inner = null) : Exception(message, inner);
