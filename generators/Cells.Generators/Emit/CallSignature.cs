using Cells.Schema;

namespace Cells.Generators;

/// <summary>How a call looks in C#, at the interface and at the client.</summary>
internal sealed class CallSignature
{
    private readonly string[] _types;
    private readonly string?[] _defaults;
    private readonly string[] _arguments;

    public CallSignature(CallSchema call, TypeScope scope)
    {
        Call = call;
        UniqueNames names = new();
        _arguments = [.. call.Parameters.Select(parameter => Identifier.Escape(names.Take(parameter.Name)))];
        CancellationName = names.Take("cancel");
        _types = [.. call.Parameters.Select(parameter => CSharpType.Of(parameter.Type, scope))];
        _defaults = Defaults(call, scope);
        Result = call.Result is null ? null : CSharpType.Of(call.Result, scope);
    }

    /// <summary>The call.</summary>
    public CallSchema Call { get; }

    /// <summary>The type of the result, or null.</summary>
    public string? Result { get; }

    /// <summary>The name of the token's parameter.</summary>
    public string CancellationName { get; }

    /// <summary>The arguments by name, escaped.</summary>
    public IReadOnlyList<string> Arguments => _arguments;

    /// <summary>Whether clients carry the call: streams and events wait for a later version of the runtime.</summary>
    public static bool IsCarried(CallSchema call) => call.Kind == CallKind.Unary && !call.Parameters.Any(parameter => parameter.IsStream);

    /// <summary>Writes the declaration of one form.</summary>
    /// <param name="writer">Receives the declaration.</param>
    /// <param name="isBlocking">Which form.</param>
    /// <param name="modifier">What stands before it.</param>
    /// <param name="owner">The interface and a dot for an explicit implementation, else empty.</param>
    /// <param name="ending">What stands behind it.</param>
    public void Write(SourceWriter writer, bool isBlocking, string modifier, string owner, string ending)
        => writer.List($"{modifier}{Type(isBlocking)} {owner}{Name(Call.Name, isBlocking)}(", List(owner.Length > 0), ")" + ending);

    /// <summary>Writes one form under an old name: it calls the present one.</summary>
    public void WriteForwarder(SourceWriter writer, string oldName, bool isBlocking, string modifier)
    {
        writer.Line($"/// <inheritdoc cref=\"{Name(Call.Name, isBlocking).TrimStart('@')}\"/>");
        Attributes.WriteOldName(writer, Name(Call.Name, isBlocking).TrimStart('@'), OldNames.CallId);
        Attributes.WriteExperimental(writer, Call.Experimental);
        writer.List($"{modifier}{Type(isBlocking)} {Name(oldName, isBlocking)}(", List(isExplicit: false), ") =>");
        writer.ContinuationList($"{Name(Call.Name, isBlocking)}(", [.. _arguments, Identifier.Escape(CancellationName)], ");");
    }

    /// <summary>The doc comment of either form.</summary>
    public void WriteDocumentation(SourceWriter writer, bool isBlocking)
    {
        DocumentedName[] parameters =
        [
            .. Call.Parameters.Select(parameter => new DocumentedName(parameter.Name, $"The call's <c>{parameter.Name}</c>.")),
            new DocumentedName(CancellationName, "Cancels the call."),
        ];
        string fallback = isBlocking ? $"Calls {Call.Name} and blocks the thread until it ends." : $"Calls {Call.Name}.";
        DocumentationComment.Write(writer, Call.Documentation, fallback, [], parameters);
    }

    private static string Name(string call, bool isBlocking) => isBlocking ? Identifier.Escape(call) : call + "Async";

    private string Type(bool isBlocking)
    {
        const string ValueTask = "global::System.Threading.Tasks.ValueTask";
        return isBlocking ? Result ?? "void" : Result is null ? ValueTask : $"{ValueTask}<{Result}>";
    }

    // C# wants optional parameters last, so that a default before a parameter without one is dropped.
    private static string?[] Defaults(CallSchema call, TypeScope scope)
    {
        string?[] defaults = new string?[call.Parameters.Count];
        for (int i = defaults.Length - 1; i >= 0; i--)
        {
            defaults[i] = DefaultExpression.OfParameter(call.Parameters[i].Default, call.Parameters[i].Type, scope);
            if (defaults[i] is null)
            {
                break;
            }
        }

        return defaults;
    }

    // An explicit implementation has no defaults and attributes of its own: they would mean nothing there.
    private List<string> List(bool isExplicit)
    {
        List<string> parameters = [];
        for (int i = 0; i < _arguments.Length; i++)
        {
            string attributes = isExplicit ? string.Empty : Attributes.Renamed(Call.Parameters[i].OldNames);
            string value = isExplicit || _defaults[i] is null ? string.Empty : " = " + _defaults[i];
            parameters.Add($"{attributes}{_types[i]} {_arguments[i]}{value}");
        }

        parameters.Add($"global::System.Threading.CancellationToken {Identifier.Escape(CancellationName)}{(isExplicit ? string.Empty : " = default")}");
        return parameters;
    }
}
