using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Planning;

public sealed class PemTextTests
{
    private const string Key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";

    [Fact]
    public void A_text_is_itself_and_anything_else_a_file_s_name()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Key);
        Assert.Equal((Key, Key), (PemText.Read(Key), PemText.Read(file)));
        File.Delete(file);
        Assert.Throws<FileNotFoundException>(() => PemText.Read(file));
    }

    [Fact]
    public void A_record_that_holds_a_key_never_shows_it()
    {
        var files = new CertificateFiles("tls.crt", Key).ToString();
        var tls = new UpstreamTls { CaFile = "ca.crt", CertificateFile = Key, KeyFile = Key }.ToString();
        Assert.Equal("CertificateFiles { File = tls.crt, KeyFile = PEM text }", files);
        Assert.Equal("UpstreamTls { Mode = Server, ServerName = , CaFile = ca.crt, CertificateFile = PEM text, KeyFile = PEM text, InsecureSkipVerify = False }", tls);
    }

    [Fact]
    public void A_certificate_without_its_key_is_refused_without_being_shown()
    {
        var plan = new Plan { EntryPoints = [EntryPoint.Default with { Tls = new ListenTls { Certificates = [new CertificateFiles("", Key)] } }] };
        var problem = Assert.Single(PlanChecker.Check(plan));
        Assert.Equal("entryPoints[web].tls.certificates[0]", problem.Path);
        Assert.DoesNotContain("c2Vj", problem.Message, StringComparison.Ordinal);
    }
}
