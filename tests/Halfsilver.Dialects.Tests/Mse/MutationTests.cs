namespace Halfsilver.Dialects.Tests.Mse;

/// <summary>MSE's and Higress' files of both forms, damaged.</summary>
public sealed class MutationTests() : DamagedFiles(DialectBook.For("mse"), 52_310, Beginnings("mse-"));
