using Cells.Generators.Tests.Compile;
using Cells.Schema;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.Generators.Tests.Emit;

public class HostileSchemaTests
{
    // What ends a comment, a literal or a line in C# or XML.
    private static readonly string[] Pieces =
    [
        "*/", "/*", "//", "///", "\"", "\"\"\"", "\"\"\"\"\"\"", "'", "\\", "\\u0022", "\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\0", "\ud800", "\uffff",
        "{", "}", "#endif", "#pragma", "class Injected { }", "</summary>", "<summary>", "<!--", "-->", "<![CDATA[", "]]>", "<include file=\"a\" path=\"b\"/>",
        "&lt;", "&unknown;", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "<see cref=\"Injected\"/>", "<param name=\"x\">", "<paramref name=\"nobody\"/>", "<a:b xmlns:a=\"c\"/>",
        "<inheritdoc/>", " ", "text", "😀", "é",
    ];

    [Fact]
    public void Any_text_in_documentation_and_messages_compiles_and_injects_nothing()
    {
        Gen<string> text = Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(text.ToArbitrary(), hostile =>
        {
            CellSchema schema = WithText(hostile);
            Compilation compilation = GeneratedAssembly.Compile(GeneratedCodeTests.Consume(schema), documented: true);

            GeneratedAssembly.AssertClean(compilation);
            Assert.DoesNotContain(compilation.SyntaxTrees.SelectMany(DeclaredNames), name => name == "Injected");
        }));
    }

    [Theory]
    [InlineData("a\"; class Injected { } //")]
    [InlineData("A { } class Injected")]
    [InlineData("A\nclass Injected")]
    [InlineData("")]
    public void Name_that_is_no_identifier_is_reported_and_emits_no_type(string name)
    {
        CellSchema schema = SampleContract.Schema with
        {
            Types = SampleContract.Schema.Types
                .Select(type => type.Name == "Shop.Point" ? type with { Members = [SampleTypes.Member(name, "Int32", MemberForm.Field), .. type.Members] } : type)
                .ToEquatableArray(),
        };

        GenerationResult result = Generation.Run(
            Generation.Compile(),
            [new ClientGenerator()],
            AdditionalFile.Dependency("catalog", SchemaDocument.Write(schema)));

        Assert.Contains(result.Run.Diagnostics, diagnostic => diagnostic.Id == "CELL3002");
        Assert.DoesNotContain(result.Files, file => file.Text.Contains("Injected", StringComparison.Ordinal));
    }

    private static CellSchema WithText(string text) => SampleContract.Schema with
    {
        Documentation = text,
        Name = text,
        Version = text,
        Calls = SampleContract.Schema.Calls
            .Select(call => call with
            {
                Documentation = text,
                Obsolete = call.Obsolete is null ? null : new Deprecation(text),
                OldNames = call.OldNames.IsEmpty ? [] : [text],
                Parameters = call.Parameters
                    .Select(parameter => parameter.Default?.Kind == DefaultKind.Text
                        ? parameter with { Default = new DefaultValue(DefaultKind.Text, text) }
                        : parameter)
                    .ToEquatableArray(),
            })
            .ToEquatableArray(),
        Types = SampleContract.Schema.Types
            .Select(type => type with
            {
                Documentation = text,
                Members = type.Members.Select(member => member with { Documentation = text }).ToEquatableArray(),
                Values = type.Values.Select(value => value with { Documentation = text }).ToEquatableArray(),
            })
            .ToEquatableArray(),
    };

    private static IEnumerable<string> DeclaredNames(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(declaration => declaration.Identifier.Text);
}
