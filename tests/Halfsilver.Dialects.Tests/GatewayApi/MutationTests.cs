namespace Halfsilver.Dialects.Tests.GatewayApi;

/// <summary>The Gateway API's objects, damaged.</summary>
public sealed class MutationTests() : DamagedFiles(DialectBook.For("gateway-api"), 71_440, Beginnings("gateway-api-"));
