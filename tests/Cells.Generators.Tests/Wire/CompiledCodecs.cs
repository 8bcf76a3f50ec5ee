using System.Reflection;
using Cells.Generators.Tests.Compile;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cells.Generators.Tests.Wire;

/// <summary>The codecs that the generator writes for the first parameter of each call of a contract, compiled and loaded.</summary>
internal sealed class CompiledCodecs
{
    private const string Registry = "GeneratedCodecs";

    private readonly Dictionary<string, WireProbe> _codecs = [];

    private CompiledCodecs(string document, CellSchema schema, Assembly assembly)
    {
        Schema = document;
        Type[] all = (Type[])assembly.GetType(Registry, throwOnError: true)!.GetField("All")!.GetValue(null)!;
        for (int i = 0; i < schema.Calls.Count; i++)
        {
            _codecs.Add(schema.Calls[i].Name, WireProbe.Create(all[2 * i], all[(2 * i) + 1]));
        }
    }

    /// <summary>The schema document of the contract.</summary>
    public string Schema { get; }

    /// <summary>Compiles a contract.</summary>
    /// <param name="source">One file of a producer.</param>
    public static CompiledCodecs Of(string source)
    {
        string document = ExportedSchema.TextOf(source, "1.0.0", out GenerationResult result);
        CellSchema schema = SchemaDocument.Read(document).Schema!;
        SyntaxTree registry = CSharpSyntaxTree.ParseText(ListCodecs(schema), Generation.ParseOptions, Registry + ".cs");
        return new CompiledCodecs(document, schema, GeneratedAssembly.Load(result.Output.AddSyntaxTrees(registry)));
    }

    /// <summary>The codec of the parameter of <paramref name="call"/>.</summary>
    public WireProbe Find(string call) => _codecs[call];

    // Composed as the generated code composes them.
    private static string ListCodecs(CellSchema schema)
    {
        TypeScope scope = new(schema, [], []);
        IEnumerable<string> types = schema.Calls.Select(call =>
        {
            // typeof takes no reference type with a question mark.
            TypeReference type = call.Parameters[0].Type;
            string name = CSharpType.IsValueType(type, scope) ? CSharpType.Of(type, scope) : CSharpType.WithoutNull(type, scope);
            return $"        typeof({name}), typeof({CodecName.Of(type, scope)}),";
        });
        return $$"""
            public static class {{Registry}}
            {
                public static readonly global::System.Type[] All =
                [
            {{string.Join('\n', types)}}
                ];
            }
            """;
    }
}
