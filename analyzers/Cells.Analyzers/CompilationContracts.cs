using System.Runtime.CompilerServices;
using Cells.Generators;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers;

/// <summary>The contracts of a compilation: each is parsed and bound once, whichever analyzer asks first.</summary>
internal sealed class CompilationContracts
{
    private static readonly ConditionalWeakTable<Compilation, CompilationContracts> Known = new();

    private readonly object _lock = new();
    private readonly Dictionary<INamedTypeSymbol, BoundContract> _contracts = new(SymbolEqualityComparer.Default);
    private readonly Compilation _compilation;
    private readonly ContractFiles _files;
    private readonly Lazy<IReadOnlyList<INamedTypeSymbol>> _types;
    private BindingInputs? _inputs;

    private CompilationContracts(Compilation compilation, ContractFiles files)
    {
        _compilation = compilation;
        _files = files;
        _types = new Lazy<IReadOnlyList<INamedTypeSymbol>>(() => SourceTypes.Of(compilation));
    }

    /// <summary>Every type that the project declares.</summary>
    public IReadOnlyList<INamedTypeSymbol> Types => _types.Value;

    /// <summary>The contracts of <paramref name="compilation"/>.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="files">Its additional files; those of whoever asks first count, since all analyzers of a compilation have the same.</param>
    public static CompilationContracts Of(Compilation compilation, ContractFiles files) => Known.GetValue(compilation, key => new CompilationContracts(key, files));

    /// <summary>The contract of a <c>[Cell]</c> class.</summary>
    public BoundContract Bind(INamedTypeSymbol cell, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!_contracts.TryGetValue(cell, out BoundContract? contract))
            {
                _inputs ??= _files.Read(cancel);
                contract = Parse(cell, _inputs, cancel);
                _contracts.Add(cell, contract);
            }

            return contract;
        }
    }

    private BoundContract Parse(INamedTypeSymbol cell, BindingInputs inputs, CancellationToken cancel)
    {
        DependencyTypes dependencies = new(inputs.Files, inputs.Settings, cell.SchemaName());
        Generators.ParseOptions options = new() { IsComplete = true, IsDependencyType = dependencies.Contains, ReadsDocumentation = _files.IsCompared, DeclaredTypes = () => Types };
        CellDraft draft = ContractParser.Parse(cell, _compilation, options, cancel);
        return new BoundContract(draft, draft.IsSound ? ContractBinder.Bind(draft, inputs, cancel) : null);
    }
}

/// <summary>One contract.</summary>
/// <param name="Draft">As its own project declares it, with what is wrong with it.</param>
/// <param name="Model">Complete; null when it breaks a rule, or names a type that nobody declares.</param>
internal sealed record BoundContract(CellDraft Draft, CellModel? Model);
