using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Testing.Fakes;

/// <summary>Writes declared errors, of which consumers have no codec that writes: by way of JSON, from the exception's properties.</summary>
internal static class DeclaredErrors
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Writes the members of <paramref name="error"/>, which the contract knows as <paramref name="name"/>.</summary>
    /// <exception cref="InvalidOperationException">A member has no property of its name, or a value that the contract does not take.</exception>
    public static void Write(FakeDispatcher fake, CellException error, string name, ref WireWriter writer)
    {
        JsonObject members = [];
        foreach (MemberSchema member in fake.Schema.FindType(name)?.Members ?? default)
        {
            object? value = (error.GetType().GetProperty(member.Name) ?? throw new InvalidOperationException($"{name} has no property '{member.Name}'")).GetValue(error);
            members.Add(member.Name, JsonSerializer.SerializeToNode(value, Options));
        }

        using JsonDocument document = JsonDocument.Parse(members.ToJsonString());
        fake.Binder.WriteValue(new NamedReference(name, []), document.RootElement, ref writer);
    }
}
