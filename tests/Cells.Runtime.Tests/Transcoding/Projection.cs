using System.Text.Json.Nodes;
using Cells.Schema;

namespace Cells.Runtime.Tests.Transcoding;

/// <summary>A value has no counterpart.</summary>
internal sealed class UnmappableException : Exception;

/// <summary>What a reader must get of a writer's value, over JSON trees and without any plan: the rules' section 2 said a second time.</summary>
internal sealed class Projection(CellSchema writer, CellSchema reader)
{
    public JsonNode? Of(JsonNode? value, TypeReference from, TypeReference to)
    {
        if (value is null)
        {
            return to.IsNullable ? null : throw new UnmappableException();
        }

        switch (from, to)
        {
            case (CollectionReference old, CollectionReference now):
                return Collection(value, old, now);
            case (MapReference old, MapReference now):
                JsonObject entries = [];
                foreach ((string key, JsonNode? entry) in value.AsObject())
                {
                    entries[key] = Of(entry, old.Value, now.Value);
                }

                return entries;
            case (PairReference old, PairReference now):
                return new JsonArray(Of(value[0], old.Key, now.Key), Of(value[1], old.Value, now.Value));
            case (TupleReference old, TupleReference now):
                return new JsonArray([.. value.AsArray().Select((element, index) => Of(element, old.Elements[index].Type, now.Elements[index].Type))]);
            case (NamedReference old, NamedReference now):
                return Named(value, old, now);
            default:
                return value.DeepClone();
        }
    }

    private JsonNode Collection(JsonNode value, CollectionReference from, CollectionReference to)
    {
        IEnumerable<JsonNode?> items = JsonForm.IsBase64(from)
            ? Convert.FromBase64String(value.GetValue<string>()).Select(static item => (JsonNode?)item)
            : value.AsArray();
        List<JsonNode?> projected = [.. items.Select(item => Of(item, from.Element, to.Element))];
        bool hasDuplicates = projected.Select(static item => item?.ToJsonString() ?? "null").Distinct().Count() < projected.Count;
        if (to.Kind == CollectionKind.HashSet && hasDuplicates)
        {
            throw new UnmappableException();
        }

        return JsonForm.IsBase64(to)
            ? Convert.ToBase64String([.. projected.Select(static item => item!.GetValue<byte>())])
            : new JsonArray([.. projected]);
    }

    private JsonNode? Named(JsonNode value, NamedReference from, NamedReference to)
    {
        TypeSchema old = writer.FindType(from.Name)!;
        TypeSchema now = reader.FindType(to.Name)!;
        if (old.Kind == TypeKind.Enum)
        {
            return Enum(value, old, now);
        }

        if (old.Kind != TypeKind.UnionRecord)
        {
            return Members(value.AsObject(), old, from.Arguments, now, to.Arguments);
        }

        string name = value[JsonForm.CaseProperty]!.GetValue<string>();
        string writerCase = old.Cases.Single(candidate => JsonForm.CaseName(old, candidate) == name);
        string readerCase = now.Cases.FirstOrDefault(candidate => candidate == writerCase) ?? throw new UnmappableException();
        JsonObject members = Members(value.AsObject(), writer.FindType(writerCase)!, default, reader.FindType(readerCase)!, default);
        members.Insert(0, JsonForm.CaseProperty, JsonForm.CaseName(now, readerCase));
        return members;
    }

    private static JsonNode Enum(JsonNode value, TypeSchema from, TypeSchema to)
    {
        if (value.GetValueKind() == System.Text.Json.JsonValueKind.Number)
        {
            return to.IsOpen ? value.DeepClone() : throw new UnmappableException();
        }

        long number = from.Values.First(candidate => candidate.Name == value.GetValue<string>()).Number;
        string[] names = [.. from.Values.Where(candidate => candidate.Number == number).Select(static candidate => candidate.Name)];
        if (to.Values.FirstOrDefault(candidate => names.Contains(candidate.Name)) is EnumValue known)
        {
            return known.Name;
        }

        return to.IsOpen && !to.Values.Any(candidate => candidate.Number == number) ? number : throw new UnmappableException();
    }

    private JsonObject Members(
        JsonObject value, TypeSchema from, EquatableArray<TypeReference> fromArguments, TypeSchema to, EquatableArray<TypeReference> toArguments)
    {
        JsonObject projected = [];
        foreach (MemberSchema member in to.Members)
        {
            MemberSchema? source = from.Members.FirstOrDefault(candidate => candidate.Name == member.Name)
                ?? from.Members.FirstOrDefault(candidate => member.OldNames.Contains(candidate.Name) && !to.Members.Any(other => other.Name == candidate.Name));
            if (source is not null)
            {
                projected[member.Name] = Of(
                    value[source.Name],
                    TypeSubstitution.Apply(source.Type, from.TypeParameters, fromArguments)!,
                    TypeSubstitution.Apply(member.Type, to.TypeParameters, toArguments)!);
            }
            else if (member.Default is DefaultValue declared)
            {
                projected[member.Name] = JsonNode.Parse(declared.Text);
            }
            else if (member.Type.IsNullable)
            {
                projected[member.Name] = null;
            }

            // What is left out the binder writes as the zero value.
        }

        return projected;
    }
}
