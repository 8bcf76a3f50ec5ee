extern alias runtime;

using System.Collections.Immutable;
using Cells.Generators.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Cells.Analyzers.Tests.Fixes;

/// <summary>An editor with one project open: reports what an analyzer finds, and applies what a fix offers.</summary>
internal sealed class Editor(CodeFixProvider fix, Func<Project, Task<IReadOnlyList<Diagnostic>>> analyze)
{
    private const string Directory = "/cells/this/";

    // A partial member's other part is the generator's to write.
    private static readonly string[] Unfinished = ["CS8795", "CS9248"];

    public Editor(CodeFixProvider fix, DiagnosticAnalyzer analyzer)
        : this(fix, project => RunAsync(project, analyzer))
    {
    }

    /// <summary>A project of <paramref name="sources"/> with the common header, and a <c>cell.toml</c>.</summary>
    public static Solution Open(params IEnumerable<string> sources) => AddFile(OpenBare(sources), "cell.toml", "[cell]\nname = \"orders\"\nversion = \"1.4.0\"\n");

    /// <summary>The same without a <c>cell.toml</c>.</summary>
    public static Solution OpenBare(params IEnumerable<string> sources)
    {
        ProjectId id = ProjectId.CreateNewId();
        Solution solution = new AdhocWorkspace().CurrentSolution.AddProject(ProjectInfo.Create(
            id,
            VersionStamp.Default,
            "UserProject",
            "UserProject",
            LanguageNames.CSharp,
            filePath: Directory + "UserProject.csproj",
            parseOptions: CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest),
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
            metadataReferences: Analysis.References));
        return sources.Select((text, index) => (Name: $"Source{index}.cs", Text: text)).Aggregate(
            solution, (current, file) => current.AddDocument(DocumentId.CreateNewId(id), file.Name, SourceText.From(file.Text), filePath: Directory + file.Name));
    }

    /// <summary><paramref name="solution"/> with an additional file in every project.</summary>
    public static Solution AddFile(Solution solution, string name, string text) => solution.ProjectIds.Aggregate(
        solution, (current, id) => current.AddAdditionalDocument(DocumentId.CreateNewId(id), name, SourceText.From(text), filePath: Directory + name));

    /// <summary>The text of the source file number <paramref name="index"/>.</summary>
    public static async Task<string> TextAsync(Solution solution, int index = 0) => (await solution.Projects.First().Documents.ElementAt(index).GetTextAsync()).ToString();

    /// <summary>The text of an additional file, or null.</summary>
    public static async Task<string?> FileAsync(Solution solution, string name) =>
        solution.Projects.First().AdditionalDocuments.FirstOrDefault(file => file.Name == name) is { } file ? (await file.GetTextAsync()).ToString() : null;

    /// <summary>Fails when the project does not compile.</summary>
    public static async Task AssertCompilesAsync(Solution solution)
    {
        Compilation? compilation = await solution.Projects.First().GetCompilationAsync();
        Assert.Empty(compilation!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !Unfinished.Contains(diagnostic.Id)));
    }

    /// <summary>What is found.</summary>
    public Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(Project project) => analyze(project);

    /// <summary>What is offered for the first diagnostic with <paramref name="id"/> that anything is offered for.</summary>
    public async Task<IReadOnlyList<CodeAction>> OfferAsync(Solution solution, string id)
    {
        Project project = solution.Projects.First();
        foreach (Diagnostic diagnostic in (await AnalyzeAsync(project)).Where(diagnostic => diagnostic.Id == id))
        {
            List<CodeAction> actions = [];
            TextDocument document = (TextDocument?)project.GetDocument(diagnostic.Location.SourceTree)
                ?? project.AdditionalDocuments.Single(file => file.FilePath == diagnostic.Location.GetLineSpan().Path);
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
            if (actions.Count > 0)
            {
                return actions;
            }
        }

        return [];
    }

    /// <summary>The solution after the first offer, or the one with <paramref name="key"/>.</summary>
    public async Task<Solution> ApplyAsync(Solution solution, string id, string? key = null)
    {
        IReadOnlyList<CodeAction> offers = await OfferAsync(solution, id);
        Assert.NotEmpty(offers);
        return await ApplyAsync(key is null ? offers[0] : Assert.Single(offers, action => action.EquivalenceKey == key));
    }

    /// <summary>The solution after "fix all" in it.</summary>
    public async Task<Solution> ApplyAllAsync(Solution solution, string id)
    {
        CodeAction offer = (await OfferAsync(solution, id))[0];
        FixAllContext context = new(
            solution.Projects.First().Documents.First(), fix, FixAllScope.Solution, offer.EquivalenceKey, [id], new Diagnostics(this), CancellationToken.None);
        return await ApplyAsync(Assert.IsAssignableFrom<CodeAction>(await fix.GetFixAllProvider()!.GetFixAsync(context)));
    }

    private static async Task<Solution> ApplyAsync(CodeAction action)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        return Assert.IsType<ApplyChangesOperation>(Assert.Single(operations)).ChangedSolution;
    }

    private static async Task<IReadOnlyList<Diagnostic>> RunAsync(Project project, DiagnosticAnalyzer analyzer)
    {
        Compilation? compilation = await project.GetCompilationAsync();
        List<AdditionalText> files = [];
        foreach (TextDocument file in project.AdditionalDocuments.Where(file => file.Name == "cell.toml"))
        {
            files.Add(AdditionalFile.Manifest((await file.GetTextAsync()).ToString()));
        }

        CompilationWithAnalyzersOptions options = new(new AnalyzerOptions([.. files], new AdditionalFileOptions(("CellsPropsImported", "true"))), null, true, false);
        ImmutableArray<Diagnostic> own = await compilation!.WithAnalyzers([analyzer], options).GetAnalyzerDiagnosticsAsync();
        IEnumerable<Diagnostic> compilers = compilation!.GetDiagnostics().Where(diagnostic => diagnostic.Id.StartsWith("CELL", StringComparison.Ordinal));
        return
        [
            .. own.Concat(compilers).OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start),
        ];
    }

    private sealed class Diagnostics(Editor editor) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => await editor.AnalyzeAsync(project);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            SyntaxTree? tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return (await editor.AnalyzeAsync(document.Project)).Where(diagnostic => diagnostic.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
