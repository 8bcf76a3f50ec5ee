using Cells.Generators.Tests.Emit;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using TypeKind = Cells.Schema.TypeKind;

namespace Cells.Generators.Tests.Clients;

public class ClientGeneratorTests
{
    private static readonly TypeSchema Money = new()
    {
        Name = "Bank.Money",
        Kind = TypeKind.Record,
        Members = [SampleTypes.Member("Amount", "Decimal", MemberForm.Positional)],
    };

    private static readonly CellSchema Bank = Schema("Bank.Teller", "teller", Money);

    [Fact]
    public void No_dependencies_generates_nothing()
    {
        GenerationResult result = Generation.Run(Generation.Compile(), [new ClientGenerator()]);

        Assert.Empty(result.Files);
    }

    [Fact]
    public void Dependency_generates_types_client_and_registration_that_compile()
    {
        GenerationResult result = Run(AdditionalFile.Dependency("teller", SchemaDocument.Write(Bank)));

        Assert.Empty(result.Diagnostics);
        Assert.Equal(
            ["Bank.ITeller.g.cs", "Bank.Money.g.cs", "Bank.MoneyCodec.g.cs", "Bank.TellerClient.g.cs", "Bank.TellerContract.g.cs", "CellClients.g.cs"],
            result.Files.Select(file => file.HintName));
    }

    [Fact]
    public void Type_of_a_third_cell_through_two_dependencies_is_one_type_in_its_owners_words()
    {
        TypeSchema seen = Money with { Owner = "Bank.Teller", Documentation = "An older text." };
        TypeSchema own = Money with { Documentation = "The owner's text." };

        GenerationResult result = Run(
            AdditionalFile.Dependency("accounts", SchemaDocument.Write(Schema("Books.Accounts", "accounts", seen))),
            AdditionalFile.Dependency("teller", SchemaDocument.Write(Schema("Bank.Teller", "teller", own))));

        Assert.Empty(result.Diagnostics);
        (_, string text) = Assert.Single(result.Files, file => file.HintName == "Bank.Money.g.cs");
        Assert.Contains("The owner's text.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Type_of_a_third_cell_with_two_shapes_is_an_error_that_names_both()
    {
        TypeSchema older = Money with { Owner = "Bank.Teller", Members = [SampleTypes.Member("Amount", "Double", MemberForm.Positional)] };

        GenerationResult result = Run(
            AdditionalFile.Dependency("accounts", SchemaDocument.Write(Schema("Books.Accounts", "accounts", older))),
            AdditionalFile.Dependency("teller", SchemaDocument.Write(Bank)));

        Diagnostic diagnostic = Assert.Single(result.Run.Diagnostics);
        Assert.Equal("CELL3003", diagnostic.Id);
        Assert.Equal("/cells/this/obj/cells/teller.schema.json", diagnostic.Location.GetLineSpan().Path);
        string message = diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("'Bank.Money' is one thing in 'accounts' (/cells/this/obj/cells/accounts.schema.json) and another in 'teller'", message, StringComparison.Ordinal);
        Assert.Contains("'Double Amount' and 'Decimal Amount'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_instances_of_one_contract_need_a_namespace()
    {
        AdditionalFile east = AdditionalFile.Dependency("east", SchemaDocument.Write(Bank));
        AdditionalFile west = AdditionalFile.Dependency("west", SchemaDocument.Write(Bank));

        GenerationResult clash = Run(east, west);
        GenerationResult apart = Run(
            east,
            west,
            AdditionalFile.Manifest("[deps]\neast = \"../east\"\nwest = { path = \"../west\", namespace = \"West\", visibility = \"internal\" }\n"));

        Assert.Equal("CELL3003", Assert.Single(clash.Run.Diagnostics).Id);
        Assert.Empty(apart.Diagnostics);
        Assert.Contains(apart.Files, file => file.HintName == "West.Money.g.cs");
    }

    [Fact]
    public void Cell_takes_two_instances_of_one_contract_by_their_namespaces()
    {
        const string Source =
            """
            using Cells;
            namespace Audit;
            [Cell]
            public sealed partial class Auditor(Bank.ITeller east, West.ITeller west)
            {
                [Call] public bool Agree() => east.Balance().Amount == west.Balance().Amount;
                [Call] public Bank.Money Balance() => east.Balance();
            }
            """;

        GenerationResult result = Generation.Run(
            Generation.Compile(Source),
            [new CellGenerator(), new ClientGenerator()],
            AdditionalFile.Dependency("east", SchemaDocument.Write(Bank)),
            AdditionalFile.Dependency("west", SchemaDocument.Write(Bank)),
            AdditionalFile.Manifest("[deps]\neast = \"../east\"\nwest = { path = \"../west\", namespace = \"West\" }\n"));

        Assert.Empty(result.Diagnostics);
    }

    [Fact]
    public void Type_that_comes_back_home_is_the_projects_own()
    {
        TypeSchema seen = Money with { Owner = "Bank.Teller" };
        const string Source =
            """
            using Cells;
            namespace Bank;
            [Cell] public sealed partial class Teller;
            public sealed record Money(decimal Amount);
            """;

        GenerationResult result = Generation.Run(
            Generation.Compile(Source),
            [new ClientGenerator()],
            AdditionalFile.Dependency("accounts", SchemaDocument.Write(Schema("Books.Accounts", "accounts", seen))));

        Assert.DoesNotContain(result.Files, file => file.HintName.StartsWith("Bank.Money", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Decimal", true)]
    [InlineData("Double", false)]
    public void Type_that_comes_back_home_in_another_shape_is_an_error(string amount, bool fits)
    {
        TypeSchema seen = Money with { Owner = "Bank.Teller", Members = [SampleTypes.Member("Amount", amount, MemberForm.Positional)] };
        const string Source =
            """
            using Cells;
            namespace Bank;
            [Cell] public sealed partial class Teller { [Call] public Money Balance() => new(0); }
            public sealed record Money(decimal Amount);
            """;

        GenerationResult result = Generation.Run(
            Generation.Compile(Source),
            [new CellGenerator(), new ClientGenerator()],
            AdditionalFile.Dependency("accounts", SchemaDocument.Write(Schema("Books.Accounts", "accounts", seen))));

        Assert.Equal(fits ? [] : ["CELL3003"], result.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void Unreadable_schema_is_one_error_at_its_place_and_registration_still_compiles()
    {
        const string Program = "using Microsoft.Extensions.DependencyInjection; static class P { public static void Add(IServiceCollection s) => s.AddCellClients(); }";

        GenerationResult result = Generation.Run(
            Generation.Compile(Program),
            [new ClientGenerator()],
            AdditionalFile.Dependency("catalog", "{\n  \"title\": oops\n}"));

        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("CELL3002", diagnostic.Id);
        Assert.Equal(1, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Contains(
            "catalog.schema.json(2,",
            diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Same_schema_in_another_folder_and_order_gives_the_same_bytes()
    {
        AdditionalFile[] files =
        [
            AdditionalFile.Dependency("catalog", SchemaDocument.Write(SampleContract.Schema)),
            AdditionalFile.Dependency("teller", SchemaDocument.Write(Bank)),
        ];

        GenerationResult first = Run(files);
        GenerationResult second = Run([.. files.Reverse().Select(file => file.MovedTo("/elsewhere"))]);

        Assert.Equal(first.Files, second.Files);
    }

    private static GenerationResult Run(params AdditionalFile[] files) => Generation.Run(Generation.Compile(), [new ClientGenerator()], files);

    private static CellSchema Schema(string contract, string name, TypeSchema type) => new()
    {
        Contract = contract,
        Name = name,
        Version = "1.0.0",
        Calls = [new CallSchema { Name = "Balance", Kind = CallKind.Unary, Result = new NamedReference(type.Name, []) }],
        Types = [type],
    };
}
