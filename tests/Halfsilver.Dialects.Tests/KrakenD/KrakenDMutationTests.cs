namespace Halfsilver.Dialects.Tests.KrakenD;

/// <summary>KrakenD's golden files, damaged.</summary>
public sealed class KrakenDMutationTests() : DamagedFiles(DialectBook.For("krakend"), 31_000, Wholes("krakend-", 8_000));
