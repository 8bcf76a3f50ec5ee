using System.Text.Json;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>The arguments of a call: an object in JSON, back to back on the wire.</summary>
internal static class ArgumentsBinding
{
    /// <exception cref="JsonBindingException">The JSON is no object of arguments of the call.</exception>
    public static void Write(MemberBinding[] parameters, string call, JsonElement arguments, ref WireWriter writer, BindingPath path)
    {
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            path.FailExpected($"an object with the arguments of {call}", arguments);
        }

        JsonElement?[] given = new JsonElement?[parameters.Length];
        foreach (JsonProperty property in arguments.EnumerateObject())
        {
            int index = Find(parameters, call, path.GetName(property), path);
            if (given[index] is not null)
            {
                path.Fail($"'{property.Name}' stands twice");
            }

            given[index] = property.Value;
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            path.Push(parameters[i].Name);
            if (given[i] is JsonElement value)
            {
                parameters[i].Type.Write(value, ref writer, path);
            }
            else
            {
                parameters[i].WriteAbsent(ref writer, path, call);
            }

            path.Pop();
        }
    }

    /// <exception cref="CellFormatException">The bytes are no arguments of the call; <paramref name="path"/> stands where.</exception>
    public static void Read(MemberBinding[] parameters, ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        json.WriteStartObject();
        foreach (MemberBinding parameter in parameters)
        {
            path.Push(parameter.Name);
            json.WritePropertyName(parameter.Name);
            parameter.Type.Read(ref reader, json, path);
            path.Pop();
        }

        json.WriteEndObject();
    }

    /// <summary>The index of the parameter <paramref name="name"/>.</summary>
    /// <exception cref="JsonBindingException">There is none.</exception>
    public static int Find(MemberBinding[] parameters, string call, string name, BindingPath path)
    {
        int index = Array.FindIndex(parameters, parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));
        if (index < 0)
        {
            string known = parameters.Length == 0 ? "; it takes none" : SimilarName.Suggest(name, parameters.Select(static parameter => parameter.Name));
            path.Fail($"{call} has no parameter '{name}'{known}");
        }

        return index;
    }
}
