namespace Cells.Schema;

/// <summary>Reads the text form of a type reference by recursive descent; the first error stops it.</summary>
internal sealed class TypeExpressionParser(string text)
{
    private static readonly PrimitiveReference Nothing = new(PrimitiveKind.Boolean);

    private int _position;

    public string? Error { get; private set; }

    public TypeReference Parse()
    {
        TypeReference reference = ReadReference(1);
        if (Error is null && _position < text.Length)
        {
            Fail("the end");
        }

        return reference;
    }

    private TypeReference ReadReference(int depth)
    {
        if (depth > TypeExpression.MaxDepth)
        {
            Error ??= $"the type expression nests deeper than {TypeExpression.MaxDepth}";
            return Nothing;
        }

        TypeReference reference = Next switch
        {
            '(' => ReadTuple(depth),
            '!' => ReadTypeParameter(),
            _ => ReadNamed(depth),
        };
        if (Error is null && Next == '?')
        {
            _position++;
            reference = reference with { IsNullable = true };
        }

        return reference;
    }

    private TupleReference ReadTuple(int depth)
    {
        List<TupleElement> elements = [];
        do
        {
            _position += elements.Count == 0 ? 1 : 2;
            TypeReference type = ReadReference(depth + 1);
            string? name = null;
            if (Error is null && Next == ' ')
            {
                _position++;
                name = ReadIdentifier();
            }

            elements.Add(new TupleElement(name, type));
            if (elements.Count > TypeExpression.MaxTupleElements)
            {
                Error ??= $"a tuple has more than {TypeExpression.MaxTupleElements} elements";
            }
        }
        while (Error is null && IsAtComma);
        Expect(')');
        return new TupleReference(elements.ToEquatableArray());
    }

    private TypeParameterReference ReadTypeParameter()
    {
        _position++;
        return new TypeParameterReference(ReadIdentifier());
    }

    private TypeReference ReadNamed(int depth)
    {
        bool isGlobal = string.CompareOrdinal(text, _position, TypeExpression.GlobalPrefix, 0, TypeExpression.GlobalPrefix.Length) == 0;
        if (isGlobal)
        {
            _position += TypeExpression.GlobalPrefix.Length;
        }

        int start = _position;
        while (_position < text.Length && text[_position] is not ('<' or '>' or '(' or ')' or ',' or '?' or ' ' or '!' or ':'))
        {
            _position++;
        }

        string name = text.Substring(start, _position - start);
        if (!TypeName.IsLegal(name))
        {
            _position = start;
            Fail("a type");
            return Nothing;
        }

        bool isPrimitive = TypeExpression.TryGetPrimitive(name, out PrimitiveKind primitive);
        if (isGlobal && !isPrimitive)
        {
            Error ??= $"'{name}' needs no '{TypeExpression.GlobalPrefix}'";
        }

        if (isPrimitive && !isGlobal)
        {
            return new PrimitiveReference(primitive);
        }

        int arity = TypeName.Arity(name);
        if (arity > 0 || Next != '<')
        {
            return new NamedReference(name, arity == 0 ? [] : ReadArguments(arity, depth));
        }

        if (TypeExpression.TryGetCollection(name, out CollectionKind collection))
        {
            return new CollectionReference(collection, ReadArguments(1, depth)[0]);
        }

        EquatableArray<TypeReference> arguments = ReadArguments(2, depth);
        if (TypeExpression.TryGetMap(name, out MapKind map))
        {
            return new MapReference(map, arguments[0], arguments[1]);
        }

        if (name != TypeExpression.PairName)
        {
            Error ??= $"'{name}' is no collection; a declared generic type is written with its arity: {name}`1<…>";
        }

        return new PairReference(arguments[0], arguments[1]);
    }

    private EquatableArray<TypeReference> ReadArguments(int count, int depth)
    {
        TypeReference[] arguments = new TypeReference[count];
        Expect('<');
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                Expect(',');
                Expect(' ');
            }

            arguments[i] = Error is null ? ReadReference(depth + 1) : Nothing;
        }

        Expect('>');
        return arguments.ToEquatableArray();
    }

    private string ReadIdentifier()
    {
        int start = _position;
        while (_position < text.Length && text[_position] is not ('<' or '>' or '(' or ')' or ',' or '?' or ' '))
        {
            _position++;
        }

        string name = text.Substring(start, _position - start);
        if (!CSharpIdentifier.IsLegal(name))
        {
            _position = start;
            Fail("a name");
        }

        return name;
    }

    private bool IsAtComma => Next == ',' && _position + 1 < text.Length && text[_position + 1] == ' ';

    // NUL is no part of any expression.
    private char Next => _position < text.Length ? text[_position] : '\0';

    private void Expect(char expected)
    {
        if (Error is null && Next == expected)
        {
            _position++;
        }
        else
        {
            Fail($"'{expected}'");
        }
    }

    private void Fail(string expected) => Error ??= _position < text.Length
        ? $"expected {expected} at character {_position + 1} of the type expression '{Shortened}'"
        : $"expected {expected} at the end of the type expression '{Shortened}'";

    private string Shortened => Excerpt.Of(text);
}
