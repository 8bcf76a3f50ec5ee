using Cells.Schema;

namespace Cells.Generators;

/// <summary>How a call looks in C#, at the interface and at the client.</summary>
internal sealed class CallSignature
{
    private const string Token = "global::System.Threading.CancellationToken";
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";
    private const string Stream = "global::System.Collections.Generic.IAsyncEnumerable";
    private const string EventOptions = "global::Cells.EventOptions";

    private readonly TypeScope _scope;
    private readonly string[] _types;
    private readonly string?[] _defaults;
    private readonly string[] _arguments;

    public CallSignature(CallSchema call, TypeScope scope)
    {
        Call = call;
        _scope = scope;
        UniqueNames names = new();
        _arguments = call.Kind == CallKind.Event ? [] : [.. call.Parameters.Select(parameter => Identifier.Escape(names.Take(parameter.Name)))];
        CancellationName = names.Take("cancel");
        _types = [.. call.Parameters.Select(parameter => TypeOf(parameter, scope))];
        _defaults = Defaults(call, scope);
        Result = call.Result is null ? null : CSharpType.Of(call.Result, scope);
    }

    /// <summary>The call.</summary>
    public CallSchema Call { get; }

    /// <summary>The type of the result or of one item, or null.</summary>
    public string? Result { get; }

    /// <summary>The name of the token's parameter.</summary>
    public string CancellationName { get; }

    /// <summary>The arguments by name, escaped; an event has none.</summary>
    public IReadOnlyList<string> Arguments => _arguments;

    /// <summary>Writes the declaration of one form.</summary>
    /// <param name="writer">Receives the declaration.</param>
    /// <param name="form">Which form.</param>
    /// <param name="modifier">What stands before it.</param>
    /// <param name="owner">The interface and a dot for an explicit implementation, else empty.</param>
    /// <param name="ending">What stands behind it.</param>
    public void Write(SourceWriter writer, CallForm form, string modifier, string owner, string ending)
        => writer.List($"{modifier}{Type(form)} {owner}{Name(Call.Name, form)}(", List(form, owner.Length > 0), ")" + ending);

    /// <summary>Writes one form under an old name: it calls the present one.</summary>
    public void WriteForwarder(SourceWriter writer, string oldName, CallForm form, string modifier)
    {
        string present = CallForms.NameOf(Call.Name, form);
        string overload = form switch
        {
            CallForm.Events => $"({Token})",
            CallForm.EventsWithOptions => $"({EventOptions}, {Token})",
            _ => string.Empty,
        };
        string[] arguments = form switch
        {
            CallForm.EventsWithOptions => ["options"],
            CallForm.EventHandler => ["handler", "options"],
            _ => _arguments,
        };
        writer.Line($"/// <inheritdoc cref=\"{present}{overload}\"/>");
        Attributes.WriteOldName(writer, present, OldNames.CallId);
        Attributes.WriteExperimental(writer, Call.Experimental);
        writer.List($"{modifier}{Type(form)} {Name(oldName, form)}(", List(form, isExplicit: false), ") =>");
        writer.ContinuationList($"{Name(Call.Name, form)}(", [.. arguments, Identifier.Escape(CancellationName)], ");");
    }

    /// <summary>The doc comment of one form.</summary>
    public void WriteDocumentation(SourceWriter writer, CallForm form)
    {
        DocumentedName cancel = new(CancellationName, "Cancels the call.");
        DocumentedName unsubscribe = new(CancellationName, "Ends the subscription.");
        DocumentedName options = new("options", "What to hear beside the events.");
        (string fallback, DocumentedName[] parameters) = form switch
        {
            CallForm.Events => ($"Subscribes to {Call.Name}.", new[] { unsubscribe }),
            CallForm.EventsWithOptions => ($"Subscribes to {Call.Name}.", [options, unsubscribe]),
            CallForm.EventHandler => (
                $"Subscribes a handler to {Call.Name}.",
                [new DocumentedName("handler", "Gets each event, one after the other."), options, unsubscribe]),
            _ => (
                form == CallForm.Blocking ? $"Calls {Call.Name} and blocks the thread until it ends." : $"Calls {Call.Name}.",
                [.. Call.Parameters.Select(parameter => new DocumentedName(parameter.Name, $"The call's <c>{parameter.Name}</c>.")), cancel]),
        };
        DocumentationComment.Write(writer, Call.Documentation, fallback, [], parameters);
    }

    /// <summary>The type of <paramref name="parameter"/> in C#.</summary>
    public static string TypeOf(ParameterSchema parameter, TypeScope scope)
    {
        if (parameter.Callback is not null)
        {
            return scope.GlobalCallback(parameter.Callback) + (parameter.IsOptionalCallback ? "?" : string.Empty);
        }

        string type = CSharpType.Of(parameter.Type, scope);
        return parameter.IsStream ? $"{Stream}<{type}>" : type;
    }

    private static string Name(string call, CallForm form) => Identifier.Escape(CallForms.NameOf(call, form));

    private string Type(CallForm form)
    {
        string result = Result is null ? string.Empty : $"<{Result}>";
        return form switch
        {
            CallForm.Blocking => Result ?? "void",
            CallForm.Events or CallForm.EventsWithOptions => $"{Stream}<{EventPayload.TypeOf(Call, _scope)}>",
            CallForm.EventHandler => $"{ValueTask}<global::Cells.EventSubscription>",
            _ => (Call.Kind is CallKind.ServerStream or CallKind.Duplex ? Stream : ValueTask) + result,
        };
    }

    // C# wants optional parameters last, so that a default before a parameter without one is dropped.
    private static string?[] Defaults(CallSchema call, TypeScope scope)
    {
        string?[] defaults = new string?[call.Parameters.Count];
        for (int i = defaults.Length - 1; i >= 0; i--)
        {
            ParameterSchema parameter = call.Parameters[i];
            defaults[i] = parameter.Callback is null
                ? DefaultExpression.OfParameter(parameter.Default, parameter.Type, scope)
                : parameter is { Default: not null, IsOptionalCallback: true } ? "null" : null;
            if (defaults[i] is null)
            {
                break;
            }
        }

        return defaults;
    }

    // An explicit implementation has no defaults and attributes of its own: they would mean nothing there.
    private List<string> List(CallForm form, bool isExplicit)
    {
        List<string> parameters = [];
        for (int i = 0; i < _arguments.Length; i++)
        {
            string attributes = isExplicit ? string.Empty : Attributes.Renamed(Call.Parameters[i].OldNames);
            string value = isExplicit || _defaults[i] is null ? string.Empty : " = " + _defaults[i];
            parameters.Add($"{attributes}{_types[i]} {_arguments[i]}{value}");
        }

        if (form == CallForm.EventHandler)
        {
            parameters.Add($"global::System.Func<{EventPayload.TypeOf(Call, _scope)}, {Token}, {ValueTask}> handler");
            parameters.Add($"{EventOptions}? options{(isExplicit ? string.Empty : " = null")}");
        }
        else if (form == CallForm.EventsWithOptions)
        {
            parameters.Add($"{EventOptions} options");
        }

        parameters.Add($"{Token} {Identifier.Escape(CancellationName)}{(isExplicit ? string.Empty : " = default")}");
        return parameters;
    }
}
