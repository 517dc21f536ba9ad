namespace Halfsilver.Dialects.Tests.Vrata;

/// <summary>Vrata's golden files, damaged.</summary>
public sealed class VrataMutationTests() : DamagedFiles(DialectBook.For("vrata"), 41_000, Wholes("vrata-", 8_000));
