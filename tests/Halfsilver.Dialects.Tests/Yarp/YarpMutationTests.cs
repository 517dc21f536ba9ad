namespace Halfsilver.Dialects.Tests.Yarp;

/// <summary>YARP's golden files, damaged.</summary>
public sealed class YarpMutationTests() : DamagedFiles(DialectBook.For("yarp"), 43_000, Wholes("yarp-", 8_000));
