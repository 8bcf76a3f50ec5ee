using System.Reflection.Emit;
using System.Reflection.Metadata;
using Cells.Schema;

namespace Cells.Build;

/// <summary>Follows the types of values through a method body (ECMA-335 III.1.8), and tells a <see cref="UseReader"/> what is done with them.</summary>
internal sealed class BodyReader
{
    // A value's possible types only grow, and the types in a body are few.
    private const int MaxPasses = 64;

    private readonly IlMembers _members;
    private readonly UseReader _uses;
    private readonly MethodDefinitionHandle _method;
    private readonly EquatableArray<IlType> _typeArguments;
    private readonly EquatableArray<IlType> _methodArguments;
    private readonly EquatableArray<IlType> _parameters;
    private readonly EquatableArray<IlType> _locals;
    private readonly IlType _result;
    private readonly List<IlInstruction> _instructions;
    private readonly MethodBodyBlock _body;
    private readonly Dictionary<int, IlType[]> _states = [];
    private readonly List<IlType> _stack = [];
    private bool _isChanged;
    private IlType? _constrained;

    public BodyReader(MetadataReader metadata, IlMembers members, UseReader uses, MethodDefinitionHandle handle, MethodBodyBlock body)
    {
        MethodDefinition method = metadata.GetMethodDefinition(handle);
        TypeDefinitionHandle type = method.GetDeclaringType();
        MethodSignature<IlType> signature = members.Signature(handle);
        _members = members;
        _uses = uses;
        _method = handle;
        _body = body;
        _typeArguments = IlMembers.Variables(type, metadata.GetTypeDefinition(type).GetGenericParameters().Count);
        _methodArguments = IlMembers.Variables(handle, method.GetGenericParameters().Count);
        IlType receiver = _typeArguments.IsEmpty ? new DefinedType(type) : new GenericType(new DefinedType(type), _typeArguments);
        _parameters = [.. signature.Header.IsInstance ? [receiver] : (IlType[])[], .. signature.ParameterTypes.Select(Close)];
        _result = Close(signature.ReturnType);
        _locals = members.Locals(body.LocalSignature, _typeArguments, _methodArguments);
        _instructions = IlReader.Read(body.GetILReader());
    }

    /// <exception cref="BadImageFormatException">The body contradicts itself.</exception>
    public void Read()
    {
        IlPlace start = new(_method, 0);
        foreach (IlType type in _parameters.Concat(_locals).Append(_result))
        {
            _uses.OnType(type, start);
        }

        foreach (ExceptionRegion region in _body.ExceptionRegions)
        {
            EnterHandlers(region);
        }

        for (int pass = 0; pass == 0 || _isChanged; pass++)
        {
            if (pass == MaxPasses)
            {
                throw new BadImageFormatException($"The types of the values in a method are not known after {MaxPasses} passes.");
            }

            _isChanged = false;
            ReadOnce();
        }
    }

    private void EnterHandlers(ExceptionRegion region)
    {
        if (region.Kind == ExceptionRegionKind.Catch)
        {
            IlType caught = TypeOf(region.CatchType);
            _uses.OnType(caught, new IlPlace(_method, region.HandlerOffset));
            Meet(region.HandlerOffset, [caught]);
        }
        else if (region.Kind == ExceptionRegionKind.Filter)
        {
            Meet(region.FilterOffset, [IlType.Object]);
            Meet(region.HandlerOffset, [IlType.Object]);
        }
    }

    private void ReadOnce()
    {
        _stack.Clear();
        foreach (IlInstruction instruction in _instructions)
        {
            if (_states.TryGetValue(instruction.Offset, out IlType[]? state))
            {
                Meet(instruction.Offset, _stack.Count == state.Length ? [.. _stack] : state);
                _stack.Clear();
                _stack.AddRange(_states[instruction.Offset]);
            }

            Step(instruction);
            foreach (int target in instruction.Targets)
            {
                Meet(target, [.. _stack]);
            }

            if (instruction.Code.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch && instruction.Kind != ILOpCode.Switch)
            {
                Meet(instruction.Number, instruction.Kind is ILOpCode.Leave or ILOpCode.Leave_s ? [] : [.. _stack]);
            }

            if (instruction.Code.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw)
            {
                _stack.Clear();
            }
        }
    }

    private void Meet(int offset, IlType[] stack)
    {
        if (!_states.TryGetValue(offset, out IlType[]? known))
        {
            _states.Add(offset, stack);
            _isChanged = true;
            return;
        }

        if (known.Length != stack.Length)
        {
            throw new BadImageFormatException($"Control comes to IL_{offset:X4} with {known.Length} values and with {stack.Length}.");
        }

        for (int i = 0; i < known.Length; i++)
        {
            IlType joined = IlType.Join(known[i], stack[i]);
            _isChanged |= joined != known[i];
            known[i] = joined;
        }
    }

    private void Step(IlInstruction instruction)
    {
        IlPlace place = new(_method, instruction.Offset);
        IlType? constrained = _constrained;
        _constrained = null;
        switch (instruction.Kind)
        {
            case ILOpCode.Ldarg_0 or ILOpCode.Ldarg_1 or ILOpCode.Ldarg_2 or ILOpCode.Ldarg_3:
                Push(At(_parameters, instruction.Kind - ILOpCode.Ldarg_0));
                break;
            case ILOpCode.Ldarg or ILOpCode.Ldarg_s:
                Push(At(_parameters, instruction.Number));
                break;
            case ILOpCode.Ldarga or ILOpCode.Ldarga_s:
                Push(new ReferenceType(At(_parameters, instruction.Number)));
                break;
            case ILOpCode.Starg or ILOpCode.Starg_s:
                _uses.OnConversion(Pop(), At(_parameters, instruction.Number), place);
                break;
            case ILOpCode.Ldloc_0 or ILOpCode.Ldloc_1 or ILOpCode.Ldloc_2 or ILOpCode.Ldloc_3:
                Push(At(_locals, instruction.Kind - ILOpCode.Ldloc_0));
                break;
            case ILOpCode.Ldloc or ILOpCode.Ldloc_s:
                Push(At(_locals, instruction.Number));
                break;
            case ILOpCode.Ldloca or ILOpCode.Ldloca_s:
                Push(new ReferenceType(At(_locals, instruction.Number)));
                break;
            case ILOpCode.Stloc_0 or ILOpCode.Stloc_1 or ILOpCode.Stloc_2 or ILOpCode.Stloc_3:
                _uses.OnConversion(Pop(), At(_locals, instruction.Kind - ILOpCode.Stloc_0), place);
                break;
            case ILOpCode.Stloc or ILOpCode.Stloc_s:
                _uses.OnConversion(Pop(), At(_locals, instruction.Number), place);
                break;
            case ILOpCode.Dup:
                IlType top = Pop();
                Push(top);
                Push(top);
                break;
            case ILOpCode.Ldnull:
                Push(IlType.Null);
                break;
            case ILOpCode.Ldstr:
                Push(new ForeignType("System.String"));
                break;
            case ILOpCode.Constrained:
                _constrained = TypeOf(instruction.Token);
                _uses.OnType(_constrained, place);
                break;
            case ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj:
                Call(_members.Method(instruction.Token, _typeArguments, _methodArguments), instruction.Kind == ILOpCode.Newobj, constrained, place);
                break;
            case ILOpCode.Calli:
                Pop();
                Call(_members.Function((StandaloneSignatureHandle)instruction.Token, _typeArguments, _methodArguments), isNew: false, constrained: null, place);
                break;
            case ILOpCode.Ldftn:
                Push(Function(instruction, place));
                break;
            case ILOpCode.Ldvirtftn:
                Pop();
                Push(Function(instruction, place));
                break;
            case ILOpCode.Ret:
                if (_result != IlType.Void)
                {
                    _uses.OnConversion(Pop(), _result, place);
                }

                break;
            case ILOpCode.Ldfld or ILOpCode.Ldflda:
                Pop();
                Push(Field(instruction, place, isAddress: instruction.Kind == ILOpCode.Ldflda));
                break;
            case ILOpCode.Ldsfld or ILOpCode.Ldsflda:
                Push(Field(instruction, place, isAddress: instruction.Kind == ILOpCode.Ldsflda));
                break;
            case ILOpCode.Stfld or ILOpCode.Stsfld:
                Store(instruction, place);
                break;
            case ILOpCode.Ldtoken:
                Token(instruction.Token, place);
                Push(IlType.Unknown);
                break;
            default:
                StepTyped(instruction, place);
                break;
        }
    }

    /// <summary>What converts, moves and makes values of a type that the instruction names or the stack knows.</summary>
    private void StepTyped(IlInstruction instruction, IlPlace place)
    {
        switch (instruction.Kind)
        {
            case ILOpCode.Box:
                IlType boxed = TypeOf(instruction.Token);
                _uses.OnType(boxed, place);
                Pop();
                // What it is seen as from here on decides whether it escapes.
                Push(boxed);
                break;
            case ILOpCode.Castclass or ILOpCode.Isinst:
                IlType tested = TypeOf(instruction.Token);
                _uses.OnType(tested, place);
                _uses.OnConversion(Pop(), tested, place);
                Push(tested);
                break;
            case ILOpCode.Unbox:
                Pop();
                Push(new ReferenceType(Named(instruction, place)));
                break;
            case ILOpCode.Unbox_any:
                IlType unboxed = Named(instruction, place);
                _uses.OnConversion(Pop(), unboxed, place);
                Push(unboxed);
                break;
            case ILOpCode.Ldobj:
                Pop();
                Push(Named(instruction, place));
                break;
            case ILOpCode.Stobj:
                _uses.OnConversion(Pop(), Named(instruction, place), place);
                Pop();
                break;
            case ILOpCode.Newarr:
                Pop();
                Push(new ArrayType(Named(instruction, place)));
                break;
            case ILOpCode.Ldelem:
                Pop();
                Pop();
                Push(Named(instruction, place));
                break;
            case ILOpCode.Ldelem_ref:
                Pop();
                Push(Element(Pop()));
                break;
            case ILOpCode.Ldelema:
                Pop();
                Pop();
                Push(new ReferenceType(Named(instruction, place)));
                break;
            case ILOpCode.Stelem or ILOpCode.Stelem_ref:
                IlType element = Pop();
                Pop();
                IlType array = Pop();
                _uses.OnConversion(element, instruction.Kind == ILOpCode.Stelem ? Named(instruction, place) : ElementOrObject(array), place);
                break;
            case ILOpCode.Ldind_ref:
                IlType reference = Pop();
                Push(IlType.Alternatives(reference).Select(static type => type is ReferenceType ? type.Dereferenced() : IlType.Unknown).Aggregate(IlType.Join));
                break;
            case ILOpCode.Stind_ref:
                IlType value = Pop();
                IlType target = Pop();
                _uses.OnConversion(value, target is ReferenceType ? target.Dereferenced() : IlType.Object, place);
                break;
            case ILOpCode.Mkrefany or ILOpCode.Refanyval:
                _uses.OnEscape(Named(instruction, place), place);
                Pop();
                Push(IlType.Unknown);
                break;
            default:
                if (instruction.Code.OperandType == OperandType.InlineType)
                {
                    Named(instruction, place);
                }

                StepPlain(instruction.Code);
                break;
        }
    }

    private void StepPlain(OpCode code)
    {
        for (int pops = Pops(code); pops > 0; pops--)
        {
            Pop();
        }

        for (int pushes = code.StackBehaviourPush == StackBehaviour.Push0 ? 0 : 1; pushes > 0; pushes--)
        {
            Push(IlType.Unknown);
        }
    }

    private static int Pops(OpCode code) => code.StackBehaviourPop switch
    {
        StackBehaviour.Pop0 => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8 or StackBehaviour.Popi_popr4
            or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi => 2,
        StackBehaviour.Varpop => throw new BadImageFormatException($"The instruction {code} is not known."),
        _ => 3,
    };

    private void Call(IlMethod method, bool isNew, IlType? constrained, IlPlace place)
    {
        IlType[] arguments = new IlType[method.Parameters.Count];
        for (int i = arguments.Length - 1; i >= 0; i--)
        {
            arguments[i] = Pop();
        }

        IlType? receiver = isNew || !method.HasThis ? null : constrained is null ? Pop() : PopFor(constrained);
        _uses.OnCall(method, receiver, arguments, isNew, place);
        if (isNew)
        {
            Push(method.Declaring);
        }
        else if (!method.IsVoid)
        {
            Push(method.Result);
        }
    }

    private IlType PopFor(IlType constrained)
    {
        Pop();
        return constrained;
    }

    private FunctionType Function(IlInstruction instruction, IlPlace place)
    {
        IlMethod method = _members.Method(instruction.Token, _typeArguments, _methodArguments);
        _uses.OnFunction(method, place);
        return new FunctionType(method.Signature);
    }

    private IlType Field(IlInstruction instruction, IlPlace place, bool isAddress)
    {
        IlField field = _members.Field(instruction.Token, _typeArguments, _methodArguments);
        _uses.OnField(field, isRead: true, isWritten: isAddress, place);
        return isAddress ? new ReferenceType(field.Type) : field.Type;
    }

    private void Store(IlInstruction instruction, IlPlace place)
    {
        IlField field = _members.Field(instruction.Token, _typeArguments, _methodArguments);
        _uses.OnConversion(Pop(), field.Type, place);
        _uses.OnField(field, isRead: false, isWritten: true, place);
        if (instruction.Kind == ILOpCode.Stfld)
        {
            Pop();
        }
    }

    /// <summary>Reflection over a type; a method or field that an expression tree names; or the data of an array.</summary>
    private void Token(EntityHandle token, IlPlace place)
    {
        switch (token.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification:
                IlType type = TypeOf(token);
                _uses.OnType(type, place);
                _uses.OnEscape(type, place);
                break;
            case HandleKind.MethodDefinition or HandleKind.MethodSpecification:
                _uses.OnFunction(_members.Method(token, _typeArguments, _methodArguments), place);
                break;
            case HandleKind.FieldDefinition:
                _uses.OnField(_members.Field(token, _typeArguments, _methodArguments), isRead: true, isWritten: true, place);
                break;
            case HandleKind.MemberReference when _members.IsField((MemberReferenceHandle)token):
                _uses.OnField(_members.Field(token, _typeArguments, _methodArguments), isRead: true, isWritten: true, place);
                break;
            default:
                _uses.OnFunction(_members.Method(token, _typeArguments, _methodArguments), place);
                break;
        }
    }

    private IlType Named(IlInstruction instruction, IlPlace place)
    {
        IlType type = TypeOf(instruction.Token);
        _uses.OnType(type, place);
        return type;
    }

    private static IlType Element(IlType array)
        => IlType.Alternatives(array).Select(static type => type is ArrayType known ? known.Element : IlType.Unknown).Aggregate(IlType.Join);

    private static IlType ElementOrObject(IlType array) => array is ArrayType known ? known.Element : IlType.Object;

    private static IlType At(EquatableArray<IlType> types, int index)
        => index < types.Count ? types[index] : throw new BadImageFormatException($"There is no argument or local {index}.");

    private IlType TypeOf(EntityHandle token) => _members.Type(token, _typeArguments, _methodArguments);

    private IlType Close(IlType type) => type.Substitute(_typeArguments, _methodArguments);

    private void Push(IlType type) => _stack.Add(type);

    private IlType Pop()
    {
        if (_stack.Count == 0)
        {
            throw new BadImageFormatException("An instruction takes a value that is not there.");
        }

        IlType top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }
}
