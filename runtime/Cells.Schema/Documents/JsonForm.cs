using System.Text;

namespace Cells.Schema;

/// <summary>The JSON form of values, which docs/schema.md describes: what a binder must know beyond the schema itself.</summary>
public static class JsonForm
{
    /// <summary>The property that names the case of a union's value.</summary>
    public const string CaseProperty = "$case";

    /// <summary>How <see cref="CaseProperty"/> names <paramref name="caseName"/>: by its simple name, or in full where two cases of the union share that.</summary>
    public static string CaseName(TypeSchema union, string caseName)
    {
        string simple = TypeName.Simple(caseName);
        int sharing = 0;
        foreach (string other in union.Cases.AsSpan())
        {
            sharing += string.Equals(TypeName.Simple(other), simple, StringComparison.Ordinal) ? 1 : 0;
        }

        return sharing > 1 ? TypeName.WithoutArity(caseName) : simple;
    }

    /// <summary>Whether values of the collection are one base64 string: its elements are non-null bytes.</summary>
    public static bool IsBase64(CollectionReference collection)
        => collection.Element is PrimitiveReference { Kind: PrimitiveKind.Byte, IsNullable: false };

    /// <summary>Whether values of the map are one object: its keys are strings. Other maps are arrays of pairs.</summary>
    public static bool IsObject(MapReference map) => map.Key is PrimitiveReference { Kind: PrimitiveKind.String, IsNullable: false };

    /// <summary>
    /// The key in <c>definitions</c> of a type that has no open parameter: its name, or <c>Shop.Page(Shop.Product)</c> for an instantiation. Of characters that a URI
    /// fragment may hold, since tools disagree on escapes there; letters outside of ASCII stay.
    /// </summary>
    internal static string DefinitionKey(NamedReference reference)
    {
        if (reference.Arguments.IsEmpty)
        {
            return reference.Name;
        }

        StringBuilder builder = new();
        string expression = TypeExpression.Format(reference with { IsNullable = false });
        for (int i = 0; i < expression.Length; i++)
        {
            switch (expression[i])
            {
                case '<':
                    builder.Append('(');
                    break;
                case '>':
                    builder.Append(')');
                    break;
                case '`':
                    // The arguments that follow say the arity.
                    i = expression.IndexOf('<', i) - 1;
                    break;
                case ' ':
                    // After a comma, or before the name of a tuple's element.
                    builder.Append(expression[i - 1] == ',' ? "" : ":");
                    break;
                default:
                    builder.Append(expression[i]);
                    break;
            }
        }

        return builder.ToString();
    }
}
