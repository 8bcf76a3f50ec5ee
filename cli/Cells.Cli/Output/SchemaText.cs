using System.Globalization;
using System.Text;
using Cells.Schema;

namespace Cells.Cli.Output;

/// <summary>A schema as a person reads it: one line a call, member, value or case.</summary>
internal static class SchemaText
{
    public static IEnumerable<string> Describe(CellSchema schema)
    {
        yield return $"{schema.Contract}  (cell {schema.Name}, version {schema.Version})";
        yield return $"fingerprint {SchemaFingerprint.Compute(schema)}";
        yield return "";
        foreach (CallSchema call in schema.Calls)
        {
            yield return $"  {Describe(call)}";
        }

        foreach (CallbackSchema callback in schema.Callbacks)
        {
            yield return "";
            yield return $"callback {callback.Name}";
            foreach (CallSchema method in callback.Methods)
            {
                yield return $"  {Describe(method)}";
            }
        }

        foreach (TypeSchema type in schema.Types)
        {
            yield return "";
            yield return Type(type);
            foreach (string line in Content(type))
            {
                yield return $"  {line}";
            }
        }
    }

    /// <summary>A call in one line: what it gives, its name and its parameters.</summary>
    public static string Describe(CallSchema call)
    {
        string result = call.Result is null ? "void" : TypeExpression.Format(call.Result);
        result = call.Kind switch
        {
            CallKind.ServerStream or CallKind.Duplex => $"stream {result}",
            CallKind.Event => "event",
            _ => result,
        };
        StringBuilder line = new($"{result} {call.Name}(");
        line.AppendJoin(", ", call.Parameters.Select(Parameter)).Append(')');
        if (!call.Errors.IsEmpty)
        {
            line.Append("  throws ").AppendJoin(", ", call.Errors);
        }

        line.Append(call.IsIdempotent ? "  idempotent" : "").Append(call.IsExactlyOnce ? "  exactly-once" : "");
        if (call.DeadlineMs is { } deadline)
        {
            line.Append(CultureInfo.InvariantCulture, $"  deadline {deadline} ms");
        }

        return line.Append(call.Obsolete is null ? "" : "  obsolete").ToString();
    }

    private static string Parameter(ParameterSchema parameter)
        => parameter.Callback is { } callback
            ? $"callback {callback}{(parameter.IsOptionalCallback ? "?" : "")} {parameter.Name}"
            : (parameter.IsStream ? "stream " : "") + TypeExpression.Format(parameter.Type) + " " + parameter.Name + Default(parameter.Default);

    private static string Type(TypeSchema type)
    {
        string parameters = type.TypeParameters.IsEmpty ? "" : $"<{string.Join(", ", type.TypeParameters)}>";
        string owner = type.Owner is null ? "" : $"  of {type.Owner}";
        return $"{Kind(type)} {type.Name}{parameters}{owner}";
    }

    private static string Kind(TypeSchema type) => type.Kind switch
    {
        TypeKind.Class => "class",
        TypeKind.Record => "record",
        TypeKind.Struct => "struct",
        TypeKind.RecordStruct => "record struct",
        TypeKind.Enum => type.IsFlags ? "flags enum" : type.IsOpen ? "open enum" : "enum",
        TypeKind.UnionClass or TypeKind.UnionRecord => "union",
        _ => "error",
    };

    private static IEnumerable<string> Content(TypeSchema type) =>
    [
        .. type.Members.Select(member => $"{TypeExpression.Format(member.Type)} {member.Name}{Default(member.Default)}"),
        .. type.Values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Name} = {value.Number}")),
        .. type.Cases.Select((name, tag) => string.Create(CultureInfo.InvariantCulture, $"{tag}: {name}")),
    ];

    private static string Default(DefaultValue? value) => value?.Kind switch
    {
        null => "",
        DefaultKind.Null => " = null",
        DefaultKind.Zero => " = default",
        DefaultKind.Empty => " = []",
        DefaultKind.Text => $" = \"{value.Text}\"",
        _ => $" = {value.Text}",
    };
}
