using System.Reflection;
using System.Reflection.Metadata;
using Cells.Schema;

namespace Cells.Build;

/// <summary>Tells from what code does which parts of its dependencies it uses.</summary>
internal sealed class UseReader(
    MetadataReader metadata, IlMembers members, ContractTypes types, GeneratedTypes generated, TypeReach reach, UseCollector collector,
    Dictionary<MethodDefinitionHandle, (ConsumedContract Contract, CallSchema Call)> calls)
{
    private readonly Conversions _conversions = new(reach);
    private readonly SynthesizedMembers _synthesized = new(metadata);

    /// <summary>Code names a type.</summary>
    public void OnType(IlType type, IlPlace place)
    {
        foreach (IlType part in type.Parts())
        {
            if (part is DefinedType defined && types.Contains(defined.Handle))
            {
                collector.Name(defined.Handle, place);
            }
            else if (part is GenericType { Definition: DefinedType generic } instance && !generated.Contains(generic.Handle))
            {
                Instantiate(generic.Handle, instance.Arguments, place);
            }
        }
    }

    /// <summary>A value of one type is kept as another.</summary>
    public void OnConversion(IlType from, IlType to, IlPlace place) => collector.Escape(_conversions.Passing(from, to), mayWrite: true, place);

    /// <summary>All that a value of the type may hold is open to code that is not read.</summary>
    public void OnEscape(IlType type, IlPlace place) => collector.Escape(reach.Held(type), mayWrite: true, place);

    /// <summary>A method is called, or a constructor.</summary>
    public void OnCall(IlMethod method, IlType? receiver, IlType[] arguments, bool isNew, IlPlace place)
    {
        if (method.Name is "op_Equality" or "op_Inequality" && Array.Exists(arguments, static argument => argument == IlType.Null))
        {
            // Nothing is looked at to tell a value from null.
            return;
        }

        OnMethod(method, place);
        if (receiver is not null)
        {
            string declaring = NameOf(method.Declaring);
            collector.Escape(_conversions.Calling(receiver, method.Declaring, HarmlessMembers.IsClosedCall(declaring, method.Name)), mayWrite: !IsByObject(method), place);
        }

        if (isNew && arguments is [_, FunctionType function])
        {
            OnDelegate(method, function, place);
        }
        else if (!TakesWhole(method))
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                OnConversion(arguments[i], method.Parameters[i], place);
            }
        }
    }

    /// <summary>A method is named without being called: by a delegate, by an expression tree.</summary>
    public void OnFunction(IlMethod method, IlPlace place) => OnMethod(method, place);

    /// <summary>A field is read or written.</summary>
    public void OnField(IlField field, bool isRead, bool isWritten, IlPlace place)
    {
        OnType(field.Declaring, place);
        OnType(field.Type, place);
        if (field.Declaring.WithoutArguments() is not DefinedType declaring || !types.Contains(declaring.Handle))
        {
            return;
        }

        if (isRead)
        {
            collector.Read(declaring.Handle, type => ContractMembers.Named(type, field.Name), place);
        }

        if (isWritten)
        {
            collector.Write(declaring.Handle, type => ContractMembers.Named(type, field.Name), place);
        }
    }

    private void OnMethod(IlMethod method, IlPlace place)
    {
        foreach (IlType type in method.Signature)
        {
            OnType(type, place);
        }

        if (method.Declaring.WithoutArguments() is not DefinedType declaring)
        {
            OnForeign(method, place);
        }
        else if (types.Contains(declaring.Handle))
        {
            OnContractMember(declaring.Handle, method, place);
        }
        else if (calls.TryGetValue(method.Definition, out (ConsumedContract Contract, CallSchema Call) call))
        {
            collector.Call(call.Contract, call.Call, place);
        }
        else if (generated.Contains(declaring.Handle))
        {
            // Codecs and the like: what they do with a value is to read or write all of it.
            collector.Escape(method.Signature.SelectMany(reach.Named), mayWrite: true, place);
        }
        else
        {
            OnOwn(method, place);
        }
    }

    private void OnContractMember(TypeDefinitionHandle type, IlMethod method, IlPlace place)
    {
        switch (ContractMembers.MeaningOf(method.Name))
        {
            case MemberMeaning.Read:
                collector.Read(type, schema => ContractMembers.OfAccessor(schema, method.Name), place);
                break;
            case MemberMeaning.Write:
                collector.Write(type, schema => ContractMembers.OfAccessor(schema, method.Name), place);
                break;
            case MemberMeaning.Construct:
                if (method.Parameters is not [var only] || only.WithoutArguments() != method.Declaring.WithoutArguments())
                {
                    collector.Write(type, method.Parameters.IsEmpty ? static _ => [] : ContractMembers.OfConstructor, place);
                }

                break;
            case MemberMeaning.Deconstruct:
                collector.Read(type, ContractMembers.OfConstructor, place);
                break;
            case MemberMeaning.Compare:
                collector.Escape(reach.Held(method.Declaring), mayWrite: false, place);
                break;
            case MemberMeaning.Unknown:
                collector.Escape(reach.Held(method.Declaring), mayWrite: true, place);
                break;
        }
    }

    private void OnForeign(IlMethod method, IlPlace place)
    {
        string type = NameOf(method.Declaring);
        EquatableArray<IlType> arguments = method.Declaring.TypeArguments();
        bool merelyConstructs = HarmlessMembers.MerelyConstructs(type, method.Name);
        foreach (IlType argument in HarmlessMembers.LooksInto(type, method.Name, arguments, method.Arguments, method.Parameters.Count))
        {
            collector.Escape(merelyConstructs ? reach.Named(argument) : reach.Held(argument), mayWrite: !IsByObject(method), place);
        }
    }

    private void OnOwn(IlMethod method, IlPlace place)
    {
        if (method.Definition.IsNil)
        {
            return;
        }

        if (_synthesized.Contains(method.Definition))
        {
            collector.Escape(reach.Held(method.Declaring), mayWrite: false, place);
        }

        if (method.Arguments.IsEmpty)
        {
            return;
        }

        if ((metadata.GetMethodDefinition(method.Definition).Attributes & MethodAttributes.Virtual) != 0)
        {
            // Which body runs is not known here.
            collector.Escape(method.Arguments.SelectMany(reach.Held), mayWrite: true, place);
        }

        Instantiate(method.Definition, method.Arguments, place);
    }

    /// <summary>A delegate whose values a method takes as something wider.</summary>
    private void OnDelegate(IlMethod constructor, FunctionType function, IlPlace place)
    {
        IEnumerable<IlType> handled = constructor.Declaring.TypeArguments();
        if (constructor.Declaring.WithoutArguments() is DefinedType defined)
        {
            handled = members.Named(defined.Handle, "Invoke").SelectMany(invoke => members.Signature(invoke).ParameterTypes)
                .Select(type => type.Substitute(constructor.Declaring.TypeArguments(), []));
        }

        collector.Escape(handled.SelectMany(reach.Named).Except(function.Parts().SelectMany(reach.Named)), mayWrite: true, place);
    }

    private void Instantiate(EntityHandle owner, EquatableArray<IlType> arguments, IlPlace place)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            foreach (IlType held in reach.Held(arguments[i]))
            {
                collector.Instantiate(new TypeVariable(owner, i), held, place);
            }
        }
    }

    // The elements of an untyped sequence, seen as what they are.
    private bool TakesWhole(IlMethod method) => HarmlessMembers.TakesIdentity(NameOf(method.Declaring), method.Name)
        || (HarmlessMembers.TellsElementsApart(NameOf(method.Declaring), method.Name) && method.Arguments.SelectMany(reach.Named).Any());

    // What objects are asked for; it changes nothing.
    private static bool IsByObject(IlMethod method) => method.Name is "ToString" or "Equals" or "GetHashCode" or "GetType";

    private static string NameOf(IlType type) => type.WithoutArguments() switch
    {
        ForeignType foreign => foreign.Name,
        ArrayType => "System.Array",
        _ => string.Empty,
    };
}
