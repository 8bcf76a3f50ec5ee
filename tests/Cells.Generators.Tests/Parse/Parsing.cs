using Microsoft.CodeAnalysis;

namespace Cells.Generators.Tests.Parse;

/// <summary>Parses snippets that declare one cell.</summary>
internal static class Parsing
{
    /// <summary>What nearly every snippet needs.</summary>
    public const string Header =
        """
        using Cells;
        using System;
        using System.Collections.Generic;
        using System.ComponentModel.DataAnnotations;
        using System.Threading;
        using System.Threading.Tasks;

        namespace Shop;


        """;

    /// <summary>The draft of the only <c>[Cell]</c> class of <paramref name="sources"/>, which are whole files.</summary>
    public static CellDraft Files(params IReadOnlyList<string> sources)
    {
        Compilation compilation = Generation.Compile(sources);
        INamedTypeSymbol cell = Types(compilation.Assembly.GlobalNamespace).First(type => type.HasAttribute(MetadataNames.Cell));
        return ContractParser.Parse(cell, compilation, new ParseOptions(), CancellationToken.None);
    }

    /// <summary>The draft of a cell with the members <paramref name="calls"/>, beside the types <paramref name="types"/>.</summary>
    public static CellDraft Calls(string calls, string types = "") =>
        Files($"{Header}[Cell] public sealed partial class Sample\n{{\n{calls}\n}}\n{types}");

    /// <summary>The draft of a cell that takes and gives one value of <paramref name="type"/>.</summary>
    public static CellDraft Echo(string type, string types = "") => Calls($"[Call] public {type} Echo({type} value) => throw null!;", types);

    /// <summary>The rules that a draft breaks, with their arguments.</summary>
    public static IEnumerable<string> Problems(CellDraft draft) => draft.Problems.Select(problem => $"{problem.Id}: {string.Join(" | ", problem.Arguments)}");

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceSymbol space) =>
        space.GetTypeMembers().Concat(space.GetNamespaceMembers().SelectMany(Types));
}
