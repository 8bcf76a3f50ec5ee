using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits a dependency's type in the shape that its producer declares.</summary>
internal static class TypeEmitter
{
    /// <summary>The file of <paramref name="type"/>.</summary>
    public static GeneratedSource Emit(TypeSchema type, TypeScope scope, string visibility, HintNames hints)
    {
        SourceWriter writer = SourceWriter.StartFile();
        References.SilenceWarnings(writer, References.NamesIn(type), scope, []);
        Nesting nesting = Nesting.Of(type, scope, visibility);
        writer.Namespace(nesting.Namespace);
        using (nesting.Open(writer))
        {
            WriteType(writer, type, scope, visibility);
        }

        return new GeneratedSource(hints.Take(scope.CodeName(type.Name)), writer.ToString());
    }

    private static void WriteType(SourceWriter writer, TypeSchema type, TypeScope scope, string visibility)
    {
        TypeDocumentation.Write(writer, type);
        Attributes.WriteObsolete(writer, type.Obsolete);
        Attributes.WriteRenamed(writer, type.OldNames);
        switch (type.Kind)
        {
            case TypeKind.Enum:
                EnumEmitter.Write(writer, type, visibility);
                break;
            case TypeKind.UnionClass or TypeKind.UnionRecord:
                WriteUnion(writer, type, scope, visibility);
                break;
            case TypeKind.Error:
                WriteError(writer, type, scope, visibility);
                break;
            default:
                WriteObject(writer, type, scope, visibility);
                break;
        }
    }

    private static void WriteUnion(SourceWriter writer, TypeSchema type, TypeScope scope, string visibility)
    {
        string name = Simple(type);
        string keyword = type.Kind == TypeKind.UnionRecord ? "record" : "class";
        writer.Line("[global::Cells.Union]");
        Attributes.WriteGeneratedCode(writer);
        using (writer.Block($"{visibility} abstract {Partial(type, scope)}{keyword} {name}{TypeParameterList(type)}"))
        {
            writer.Line("// The cases below are all that there are.");
            using (writer.Block($"private protected {name}()"))
            {
            }
        }
    }

    private static void WriteError(SourceWriter writer, TypeSchema type, TypeScope scope, string visibility)
    {
        string name = Simple(type);
        Attributes.WriteGeneratedCode(writer);
        using (writer.Block($"{visibility} {(type.IsSealed ? "sealed " : string.Empty)}{Partial(type, scope)}class {name} : global::Cells.CellException"))
        {
            writer.Line("/// <summary>Creates the error.</summary>");
            writer.Line("/// <param name=\"status\">What went wrong, in the field's standard terms.</param>");
            writer.Line("/// <param name=\"message\">What went wrong, for people.</param>");
            writer.Line($"public {name}(global::Cells.CellStatus status, string message)");
            writer.Continuation(": base(status, message)");
            using (writer.OpenBrace())
            {
            }

            foreach (MemberSchema member in type.Members)
            {
                writer.Line();
                MemberEmitter.Write(writer, member with { Form = MemberForm.Init }, scope, isAssigned: false, ReservedMembers.OfErrors);
            }

            foreach ((string oldName, MemberSchema member) in OldNames.Of(type, ReservedMembers.OfErrors))
            {
                writer.Line();
                MemberEmitter.WriteAlias(writer, oldName, member with { Form = MemberForm.Init }, type, scope);
            }
        }
    }

    private static void WriteObject(SourceWriter writer, TypeSchema type, TypeScope scope, string visibility)
    {
        bool isRecord = type.Kind is TypeKind.Record or TypeKind.RecordStruct;
        IReadOnlyList<MemberSchema> constructor = scope.ConstructorMembers(type);
        bool isPositional = isRecord && constructor.Count > 0 && constructor.All(member => member.Form == MemberForm.Positional);
        MemberSchema[] body = [.. type.Members.Where(member => !isPositional || member.Form != MemberForm.Positional)];
        IReadOnlyList<MemberSchema> assigned = isPositional ? [] : constructor;
        IReadOnlyList<(string Name, MemberSchema Member)> aliases = OldNames.Of(type, ReservedMembers.OfObjects);
        bool needsEmptyConstructor = TypeScope.IsValueType(type) && !isPositional && assigned.Count == 0
            && body.Any(member => MemberEmitter.Initializer(member, scope) is not null);
        bool isEmpty = body.Length == 0 && aliases.Count == 0 && !needsEmptyConstructor;

        Attributes.WriteGeneratedCode(writer);
        string header = Header(type, scope, visibility);
        string[] constraints = [.. TypeParameters.NotNull(type, scope).Select(name => $"where {Identifier.EscapeType(name)} : notnull")];
        string union = type.CaseOf is null ? string.Empty : $" : {scope.GlobalName(type.CaseOf)}{TypeParameterList(type)}";
        string ending = union + (isEmpty && constraints.Length == 0 ? ";" : string.Empty);
        if (isPositional)
        {
            writer.List(header + "(", [.. Parameters(constructor, scope, camelCase: false)], ")" + ending);
        }
        else
        {
            writer.Line(header + ending);
        }

        for (int i = 0; i < constraints.Length; i++)
        {
            writer.Continuation(constraints[i]);
        }

        if (isEmpty)
        {
            if (constraints.Length > 0)
            {
                writer.Line(";");
            }

            return;
        }

        using (writer.OpenBrace())
        {
            WriteConstructor(writer, type, scope, assigned, needsEmptyConstructor);
            bool isFirst = assigned.Count == 0 && !needsEmptyConstructor;
            foreach (MemberSchema member in body)
            {
                if (!isFirst)
                {
                    writer.Line();
                }

                isFirst = false;
                MemberEmitter.Write(writer, member, scope, assigned.Contains(member), ReservedMembers.OfObjects);
            }

            foreach ((string oldName, MemberSchema member) in aliases)
            {
                if (!isFirst)
                {
                    writer.Line();
                }

                isFirst = false;
                MemberEmitter.WriteAlias(writer, oldName, member, type, scope);
            }
        }
    }

    private static void WriteConstructor(SourceWriter writer, TypeSchema type, TypeScope scope, IReadOnlyList<MemberSchema> assigned, bool isEmpty)
    {
        string name = Simple(type);
        if (isEmpty)
        {
            writer.Line("/// <summary>Creates a value with the declared defaults.</summary>");
            using (writer.Block($"public {name}()"))
            {
            }

            return;
        }

        if (assigned.Count == 0)
        {
            return;
        }

        string[] parameters = [.. ParameterNames(assigned)];
        writer.Line("/// <summary>Creates a value.</summary>");
        for (int i = 0; i < parameters.Length; i++)
        {
            writer.Line($"/// <param name=\"{parameters[i].TrimStart('@')}\">The value of <see cref=\"{Identifier.Escape(assigned[i].Name)}\"/>.</param>");
        }

        using (writer.Block($"public {name}({string.Join(", ", Parameters(assigned, scope, camelCase: true))})"))
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                writer.Line($"this.{Identifier.Escape(assigned[i].Name)} = {parameters[i]};");
            }
        }
    }

    private static IEnumerable<string> Parameters(IReadOnlyList<MemberSchema> members, TypeScope scope, bool camelCase)
    {
        string[] names = camelCase ? [.. ParameterNames(members)] : [.. members.Select(member => Identifier.Escape(member.Name))];
        int firstOptional = members.Count;
        while (firstOptional > 0 && DefaultExpression.OfParameter(members[firstOptional - 1].Default, members[firstOptional - 1].Type, scope) is not null)
        {
            firstOptional--;
        }

        for (int i = 0; i < members.Count; i++)
        {
            string attributes = camelCase ? string.Empty : Attributes.Renamed(members[i].OldNames) + Attributes.ObsoleteProperty(members[i].Obsolete);
            string value = i < firstOptional ? string.Empty : " = " + DefaultExpression.OfParameter(members[i].Default, members[i].Type, scope);
            yield return $"{attributes}{CSharpType.Of(members[i].Type, scope)} {names[i]}{value}";
        }
    }

    private static IEnumerable<string> ParameterNames(IReadOnlyList<MemberSchema> members)
    {
        UniqueNames names = new();
        return [.. members.Select(member => Identifier.Escape(names.Take(Identifier.ToCamelCase(member.Name))))];
    }

    private static string Header(TypeSchema type, TypeScope scope, string visibility)
    {
        string keyword = type.Kind switch
        {
            TypeKind.Record => "record",
            TypeKind.Struct => "struct",
            TypeKind.RecordStruct => "record struct",
            _ => "class",
        };
        string modifier = TypeScope.IsValueType(type)
            ? type.IsReadOnly ? "readonly " : string.Empty
            : type.IsSealed ? "sealed " : string.Empty;
        return $"{visibility} {modifier}{Partial(type, scope)}{keyword} {Simple(type)}{TypeParameterList(type)}";
    }

    private static string TypeParameterList(TypeSchema type) => CSharpType.Arguments([.. type.TypeParameters.Select(Identifier.EscapeType)]);

    private static string Partial(TypeSchema type, TypeScope scope) => Nesting.HasNested(type, scope) ? "partial " : string.Empty;

    private static string Simple(TypeSchema type) => Identifier.EscapeType(TypeName.Simple(type.Name));
}
