namespace Halfsilver.Dialects.Tests.Traefik;

/// <summary>Traefik's files, damaged.</summary>
public sealed class MutationTests() : DamagedFiles(DialectBook.For("traefik"), 31_870, Beginnings("traefik-"));
