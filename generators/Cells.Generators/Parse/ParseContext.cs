using System.Xml.Linq;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>What the parts of one parse share.</summary>
internal sealed class ParseContext(Compilation compilation, ParseOptions options, CancellationToken cancel)
{
    private readonly List<ContractProblem> _problems = [];
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];
    private readonly Dictionary<INamedTypeSymbol, XElement?> _comments = new(SymbolEqualityComparer.Default);

    public Compilation Compilation => compilation;

    public ParseOptions Options => options;

    public CancellationToken Cancel => cancel;

    /// <summary>The problems so far.</summary>
    public IReadOnlyList<ContractProblem> Problems => _problems;

    /// <summary>Adds a problem, once.</summary>
    public void Report(string id, Location? place, params string[] arguments)
    {
        ContractProblem problem = new(id, SourcePlace.Of(place), arguments.ToEquatableArray());
        if (!_problems.Contains(problem))
        {
            _problems.Add(problem);
        }
    }

    /// <summary>The documentation of the parameters of <paramref name="type"/>, or null; it is asked for once for each of its positional members.</summary>
    public XElement? CommentOf(INamedTypeSymbol type)
    {
        if (!_comments.TryGetValue(type, out XElement? comment))
        {
            comment = Documentation.ParseParameters(this, type);
            _comments.Add(type, comment);
        }

        return comment;
    }

    /// <summary>The meaning of the tree that <paramref name="node"/> is in.</summary>
    public SemanticModel ModelOf(SyntaxNode node)
    {
        if (!_models.TryGetValue(node.SyntaxTree, out SemanticModel? model))
        {
#pragma warning disable RS1030 // A contract spans files: members, base types and cases are declared in trees other than the analyzed one.
            model = compilation.GetSemanticModel(node.SyntaxTree);
#pragma warning restore RS1030
            _models.Add(node.SyntaxTree, model);
        }

        return model;
    }
}

/// <summary>What the caller of the parser knows beyond the compilation.</summary>
internal sealed class ParseOptions
{
    /// <summary>
    /// The full names of the dependencies' types as C# spells them here (<c>Shop.Page`1</c>), for a compilation that already holds the generated
    /// source: the parser leaves them for binding, as it leaves the error symbols that a generator sees in their place.
    /// </summary>
    public Func<string, bool> IsDependencyType { get; set; } = static _ => false;

    /// <summary>
    /// The compilation holds what generators emit, so that a name which it cannot explain is a mistake. A generator leaves such names for binding.
    /// </summary>
    public bool IsComplete { get; set; }

    /// <summary>Whether the schema carries documentation, which is a good part of the cost and breaks no rule.</summary>
    public bool ReadsDocumentation { get; set; } = true;

    /// <summary>Every type that the project declares, for rules about what stands in other files; null to leave those rules out.</summary>
    public Func<IReadOnlyList<INamedTypeSymbol>>? DeclaredTypes { get; set; }
}
