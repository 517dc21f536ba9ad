using Repository.Tests.Guards;

namespace Repository.Tests;

public sealed class ProjectTests
{
    private static IEnumerable<HouseFile> Projects => House.Files.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal));

    [Fact]
    public void Projects_lean_one_way() => Verdict.None(Projects.Where(file => file.IsUnder("src")).SelectMany(ProjectDirection.Check));

    [Theory]
    [InlineData("Halfsilver", """<ProjectReference Include="../Halfsilver.Dialects/Halfsilver.Dialects.csproj" />""")]
    [InlineData("Halfsilver.Dialects", """<ProjectReference Include="..\Halfsilver.Gateway\Halfsilver.Gateway.csproj" />""")]
    [InlineData("Halfsilver", """<PackageReference Include="YamlDotNet" />""")]
    [InlineData("Halfsilver", """<FrameworkReference Include="Microsoft.WindowsDesktop.App" />""")]
    [InlineData("Halfsilver.Helpers", "")]
    public void A_wrong_direction_is_seen(string project, string item) => Assert.Single(ProjectDirection.Check(Project(project, item)));

    [Theory]
    [InlineData("Halfsilver.Gateway", """<ProjectReference Include="../Halfsilver/Halfsilver.csproj" /><PackageReference Include="System.CommandLine" />""")]
    [InlineData("Halfsilver", """<FrameworkReference Include="Microsoft.AspNetCore.App" />""")]
    public void A_right_direction_is_fine(string project, string item) => Assert.Empty(ProjectDirection.Check(Project(project, item)));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = House.Files.Single(file => file.Path == "Halfsilver.slnx").Text;
        Assert.All(Projects.Where(file => file.IsUnder("src") || file.IsUnder("tests")), file => Assert.Contains($"\"{file.Path}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Versions_are_exact_and_stand_in_one_place() => Verdict.None(
        Projects.Concat(House.Files.Where(file => file.Path.EndsWith(".props", StringComparison.Ordinal))).SelectMany(Packages.Check));

    [Theory]
    [InlineData("Directory.Packages.props", """<PackageVersion Include="A" Version="1.*" />""")]
    [InlineData("Directory.Packages.props", """<PackageVersion Include="A" Version="[1.0.0,2.0.0)" />""")]
    [InlineData("Directory.Packages.props", """<GlobalPackageReference Include="A" />""")]
    [InlineData("src/A/A.csproj", """<PackageReference Include="A" Version="1.0.0" />""")]
    [InlineData("src/A/A.csproj", """<PackageReference Include="A" VersionOverride="1.0.0" />""")]
    [InlineData("src/A/A.csproj", """<PackageReference Include="A"><Version>1.0.0</Version></PackageReference>""")]
    public void A_loose_version_is_seen(string path, string item) => Assert.Single(Packages.Check(new HouseFile(path, Wrap(item))));

    [Theory]
    [InlineData("Directory.Packages.props", """<PackageVersion Include="A" Version="1.2.3-rc.1" />""")]
    [InlineData("src/A/A.csproj", """<PackageReference Include="A" />""")]
    public void An_exact_version_is_fine(string path, string item) => Assert.Empty(Packages.Check(new HouseFile(path, Wrap(item))));

    [Fact]
    public void Every_project_is_locked() => Verdict.None(Packages.Unlocked([.. House.Files]));

    [Fact]
    public void A_project_without_a_lock_is_seen() =>
        Assert.Single(Packages.Unlocked([new("src/A/A.csproj", ""), new("src/B/B.csproj", ""), new("src/B/packages.lock.json", "{}")]));

    private static HouseFile Project(string name, string item) => new($"src/{name}/{name}.csproj", Wrap(item));

    private static string Wrap(string item) => $"<Project><ItemGroup>{item}</ItemGroup></Project>";
}
