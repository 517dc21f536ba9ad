namespace Halfsilver.Dialects.Tests.Kong;

/// <summary>Kong's golden files, damaged.</summary>
public sealed class KongMutationTests() : DamagedFiles(DialectBook.For("kong"), 61_000, Wholes("kong-", 6_000));
