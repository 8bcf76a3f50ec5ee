using System.Reflection;

namespace Cells.EndToEnd.Tests.Harness;

/// <summary>Where the repository and what it built lie.</summary>
internal static class Repository
{
    /// <summary>The repository's root, with a trailing separator.</summary>
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The configuration that the tests were built in.</summary>
    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>The <c>cells</c> tool, to be run with <c>dotnet</c>.</summary>
    public static string Tool { get; } = Path.Combine(Root, "cli", "Cells.Cli", "bin", Configuration, "net10.0", "Cells.Cli.dll");

    /// <summary>The benchmarks, to be run with <c>dotnet</c>.</summary>
    public static string Benchmarks { get; } = Path.Combine(Root, "tests", "Cells.Benchmarks", "bin", Configuration, "net10.0", "Cells.Benchmarks.dll");

    /// <summary>Load and chaos, to be run with <c>dotnet</c>.</summary>
    public static string Load { get; } = Path.Combine(Root, "tests", "load", "driver", "bin", Configuration, "net10.0", "Cells.Load.dll");

    /// <summary>The storefront sample.</summary>
    public static string Storefront { get; } = Path.Combine(Root, "samples", "storefront");

    /// <summary>Two versions of two producers and of their consumer.</summary>
    public static string Versions { get; } = Path.Combine(Root, "tests", "Cells.EndToEnd.Tests", "Versions");

    private static string Metadata(string key)
        => typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
