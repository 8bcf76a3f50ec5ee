using Cells.Schema;

namespace Cells.Generators;

/// <summary>Creates a value from its members, each read into a local first: constructor, then object initializer.</summary>
internal sealed class Construction
{
    private readonly TypeSchema _type;
    private readonly TypeScope _scope;
    private readonly string[] _locals;

    public Construction(TypeSchema type, TypeScope scope, params string[] reserved)
    {
        _type = type;
        _scope = scope;
        UniqueNames names = new(["reader", .. reserved]);
        _locals = [.. type.Members.Select(member => Identifier.Escape(names.Take(Identifier.ToCamelCase(member.Name))))];
    }

    /// <summary>Writes the statement that reads a member into its local.</summary>
    public void ReadMember(SourceWriter writer, int index)
    {
        MemberSchema member = _type.Members[index];
        writer.Assignment($"{CSharpType.Of(member.Type, _scope)} {_locals[index]} =", $"{CodecName.Of(member.Type, _scope)}.Read(ref reader);");
    }

    /// <summary>The statement that returns the value.</summary>
    /// <param name="writer">Receives the statement.</param>
    /// <param name="arguments">Constructor arguments before the members'.</param>
    public void WriteReturn(SourceWriter writer, params string[] arguments)
    {
        IReadOnlyList<MemberSchema> constructor = _scope.ConstructorMembers(_type);
        string[] all = [.. arguments, .. constructor.Select(LocalOf)];
        MemberSchema[] rest = [.. _type.Members.Where(member => !constructor.Contains(member))];
        string creation = $"return new {CodecEmitter.SelfType(_type, _scope)}";
        if (rest.Length == 0)
        {
            writer.Line($"{creation}({string.Join(", ", all)});");
            return;
        }

        using (writer.Block(creation + (all.Length == 0 ? string.Empty : $"({string.Join(", ", all)})"), ";"))
        {
            foreach (MemberSchema member in rest)
            {
                writer.Line($"{Identifier.Escape(member.Name)} = {LocalOf(member)},");
            }
        }
    }

    private string LocalOf(MemberSchema member)
    {
        for (int i = 0; i < _locals.Length; i++)
        {
            if (_type.Members[i].Name == member.Name)
            {
                return _locals[i];
            }
        }

        throw new ArgumentException($"{_type.Name} has no member {member.Name}.", nameof(member));
    }
}
