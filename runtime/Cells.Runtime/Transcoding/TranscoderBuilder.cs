using System.Buffers;
using Cells.Binding;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>Turns a plan into steps that know the bytes of both sides.</summary>
internal sealed class TranscoderBuilder
{
    private readonly TypeResolver _readerTypes;
    private readonly TypeResolver _writerTypes;
    private readonly SkipperBuilder _skippers;
    private readonly Dictionary<ObjectPlan, CompositeStep> _objects = [];
    private readonly Queue<Action> _queue = new();

    public TranscoderBuilder(CellSchema reader, CellSchema writer, long maximumOutput)
    {
        _readerTypes = new TypeResolver(reader);
        _writerTypes = new TypeResolver(writer);
        _skippers = new SkipperBuilder(writer, _writerTypes);
        Limit = new OutputLimit(maximumOutput);
    }

    /// <summary>What every step checks.</summary>
    public OutputLimit Limit { get; }

    /// <summary>The step of a whole payload.</summary>
    public TranscodeStep Build(PlanNode plan, string path)
    {
        TranscodeStep step = Step(plan, path);
        Complete();
        return step;
    }

    /// <summary>The step of parameters.</summary>
    public TranscodeStep Build(ParametersPlan plan)
    {
        PartsForm source = new(null, HasHeader: false, plan.WrittenMembers.Count, "parameters");
        PartsForm target = new(null, HasHeader: false, plan.Members.Count, "parameters");
        CompositeStep step = new(source, target, Limit);
        step.Complete([.. plan.Members.Select(member => Part(member, 0))], [.. plan.WrittenMembers.Select(member => _skippers.Of(member.Type))], []);
        Complete();
        return step;
    }

    private void Complete()
    {
        while (_queue.Count > 0)
        {
            _queue.Dequeue()();
        }

        _skippers.Complete();
    }

    private TranscodeStep Step(PlanNode plan, string path)
    {
        if (plan.IsIdentity)
        {
            WireShape shape = _writerTypes.Resolve(plan.Writer).Shape;
            return shape.IsRaw ? new CopyImageStep(shape.Size) : new CopyStep(_skippers.Of(plan.Writer));
        }

        return plan switch
        {
            ConvertPlan convert => Convert(convert),
            EnumPlan mapped => new EnumStep(mapped, path),
            NullablePlan nullable => new NullableStep(
                Step(nullable.Value, path), Null(_writerTypes, nullable.Writer, nullable.WriterIsValue), Null(_readerTypes, nullable.Reader, nullable.ReaderIsValue), path),
            ObjectPlan members => Object(members),
            UnionPlan union => new UnionStep(union, [.. union.Cases.Select(unionCase => unionCase is null ? null : Object(unionCase.Plan))], path),
            CollectionPlan collection => Collection(collection, path),
            MapPlan map => Map(map, path),
            TuplePlan tuple => Tuple(tuple, path),
            _ => throw new ArgumentException($"{plan.GetType().Name} is no step of a plan."),
        };
    }

    private static TranscodeStep Convert(ConvertPlan plan) => (plan.From, plan.To) switch
    {
        (PrimitiveKind.Half, PrimitiveKind to) => new HalfStep(to == PrimitiveKind.Double),
        (PrimitiveKind.Single, _) => new SingleStep(),
        (PrimitiveKind.Int32, PrimitiveKind.Int64) => new Int32ToInt64Step(),
        (PrimitiveKind from, PrimitiveKind to) => new IntegerStep(from, to),
    };

    private static NullShape Null(TypeResolver types, TypeReference type, bool isValueType) =>
        new(type.IsNullable, isValueType, types.Resolve(type with { IsNullable = false }).Shape);

    private CompositeStep Object(ObjectPlan plan)
    {
        if (_objects.TryGetValue(plan, out CompositeStep? known))
        {
            return known;
        }

        PartsForm source = Form(_writerTypes, plan.Writer, [.. plan.WrittenMembers.Select(static member => member.Type)], plan.WriterType.Name);
        PartsForm target = Form(_readerTypes, plan.Reader, [.. plan.Members.Select(static member => member.Type)], plan.ReaderType.Name);
        CompositeStep step = new(source, target, Limit);
        _objects.Add(plan, step);
        _queue.Enqueue(() => step.Complete(
            [.. Enumerable.Range(0, target.Count).Select(position => Part(plan.Members[MemberAt(target, position)], PaddingBefore(target, position)))],
            source.IsRaw ? [] : [.. plan.WrittenMembers.Select(member => _skippers.Of(member.Type))],
            source.IsRaw ? [.. plan.WrittenMembers.Select(member => _writerTypes.Resolve(member.Type).Shape.Size)] : []));
        return step;
    }

    private TargetPart Part(PlannedMember member, int padding) => member.Plan is PlanNode plan
        ? new TargetPart(padding, member.WriterIndex, Step(plan, member.Path), null)
        : new TargetPart(padding, -1, null, Fill(member));

    private byte[] Fill(PlannedMember member)
    {
        ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        TypeBinding type = _readerTypes.Resolve(member.Type);
        try
        {
            if (member.Fill is { Kind: FillKind.Default, Default: DefaultValue value })
            {
                type.WriteDefault(value, ref writer, new BindingPath());
            }
            else
            {
                type.WriteZero(ref writer, new BindingPath());
            }
        }
        catch (Exception failure) when (failure is JsonBindingException or CellFormatException)
        {
            throw new ArgumentException($"The default of '{member.Path}' is no value of its type: {failure.Message}", failure);
        }

        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private CollectionStep Collection(CollectionPlan plan, string path)
    {
        CollectionReference reader = (CollectionReference)plan.Reader;
        CollectionReference writer = (CollectionReference)plan.Writer;
        TranscodeStep element = Step(plan.Element, path + "[]");

        // A conversion may make elements equal that were not.
        bool isChecked = plan.ChecksDuplicates || (CollectionKinds.IsSet(reader.Kind) && !plan.Element.IsIdentity);
        CollectionFacts facts = new(
            writer.Kind.ToString(), path, writer.Kind == CollectionKind.ImmutableArray && reader.Kind == CollectionKind.ImmutableArray);
        UniqueCheck? unique = isChecked ? new UniqueCheck(element, reader.Element, path + "[]") : null;
        return new CollectionStep(element, _writerTypes.Resolve(writer.Element).Shape, unique, facts, Limit);
    }

    private CollectionStep Map(MapPlan plan, string path)
    {
        MapReference reader = (MapReference)plan.Reader;
        MapReference writer = (MapReference)plan.Writer;
        PairReference from = new(writer.Key, writer.Value);
        TranscodeStep key = Step(plan.Key, path + "{key}");
        TranscodeStep entry = Parts(
            [key, Step(plan.Value, path + "{}")], from, [from.Key, from.Value], new PairReference(reader.Key, reader.Value), [reader.Key, reader.Value]);
        UniqueCheck? unique = plan.Key.IsIdentity ? null : new UniqueCheck(key, reader.Key, path + "{key}");
        return new CollectionStep(entry, _writerTypes.Resolve(from).Shape, unique, new CollectionFacts(writer.Kind.ToString(), path, MayBeDefault: false), Limit);
    }

    private CompositeStep Tuple(TuplePlan plan, string path)
    {
        if (plan.Writer is PairReference from && plan.Reader is PairReference to)
        {
            TranscodeStep[] steps = [Step(plan.Elements[0], path + "{key}"), Step(plan.Elements[1], path + "{}")];
            return Parts(steps, from, [from.Key, from.Value], to, [to.Key, to.Value]);
        }

        TupleReference writer = (TupleReference)plan.Writer;
        TranscodeStep[] elements = [.. plan.Elements.Select((element, index) => Step(element, path + "." + (writer.Elements[index].Name ?? $"Item{index + 1}")))];
        return Tuple(elements, writer, (TupleReference)plan.Reader);
    }

    private CompositeStep Tuple(TranscodeStep[] elements, TupleReference from, TupleReference to)
    {
        IReadOnlyList<TypeReference> fromParts = TupleParts.Of(from);
        IReadOnlyList<TypeReference> toParts = TupleParts.Of(to);
        if (elements.Length > TupleBinding.MostElements)
        {
            const int Rest = TupleBinding.MostElements;
            elements = [.. elements[..Rest], Tuple(elements[Rest..], (TupleReference)fromParts[Rest], (TupleReference)toParts[Rest])];
        }

        return Parts(elements, from, fromParts, to, toParts);
    }

    private CompositeStep Parts(
        TranscodeStep[] steps, TypeReference from, IReadOnlyList<TypeReference> fromParts, TypeReference to, IReadOnlyList<TypeReference> toParts)
    {
        PartsForm source = Form(_writerTypes, from, fromParts, "ValueTuple");
        PartsForm target = Form(_readerTypes, to, toParts, "ValueTuple");
        CompositeStep step = new(source, target, Limit);
        TargetPart[] parts =
        [
            .. Enumerable.Range(0, steps.Length).Select(position => new TargetPart(
                PaddingBefore(target, position), MemberAt(target, position), steps[MemberAt(target, position)], null)),
        ];
        step.Complete(
            parts,
            source.IsRaw ? [] : [.. fromParts.Select(_skippers.Of)],
            source.IsRaw ? [.. fromParts.Select(part => _writerTypes.Resolve(part).Shape.Size)] : []);
        return step;
    }

    private static int MemberAt(PartsForm form, int position) => form.IsRaw ? form.Layout!.MemberAt(position) : position;

    private static int PaddingBefore(PartsForm form, int position) => form.IsRaw ? form.Layout!.PaddingBefore(position) : 0;

    private static PartsForm Form(TypeResolver types, TypeReference type, IReadOnlyList<TypeReference> parts, string name)
    {
        type = type with { IsNullable = false };
        bool isObject = type is NamedReference;
        if (!types.Resolve(type).Shape.IsRaw)
        {
            return new PartsForm(null, isObject, parts.Count, name);
        }

        WireShape[] shapes = [.. parts.Select(part => types.Resolve(part).Shape)];
        RawLayout layout = type switch
        {
            PairReference => RawLayout.Pair(shapes[0], shapes[1]),
            TupleReference => RawLayout.Tuple(shapes),
            _ => RawLayout.Sequential(shapes),
        };
        return new PartsForm(layout, HasHeader: false, parts.Count, name);
    }
}
