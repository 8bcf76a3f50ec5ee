namespace Cells.Schema;

/// <summary>Reads the callback interfaces of a schema document.</summary>
internal static class CallbackReader
{
    /// <summary>The interfaces; none where the document has no such key.</summary>
    /// <exception cref="SchemaFormatException">An interface is none.</exception>
    public static EquatableArray<CallbackSchema> Read(SchemaNode root, SchemaChecks checks)
    {
        List<CallbackSchema> callbacks = [];
        foreach (SchemaNode node in root.Find(SchemaKeys.Callbacks)?.Items(SchemaDocument.MaxCallbacks, "callbacks") ?? default)
        {
            callbacks.Add(ReadCallback(node, checks));
            if (callbacks.Count > 1 && string.CompareOrdinal(callbacks[callbacks.Count - 2].Name, callbacks[callbacks.Count - 1].Name) >= 0)
            {
                throw node.Get("name").Fail($"the callback '{callbacks[callbacks.Count - 1].Name}' stands twice or not in ordinal order");
            }
        }

        return callbacks.ToEquatableArray();
    }

    private static CallbackSchema ReadCallback(SchemaNode node, SchemaChecks checks)
    {
        List<CallSchema> methods = [];
        foreach (SchemaNode method in node.Get("methods").Items(SchemaDocument.MaxCallbackMethods, "methods of a callback"))
        {
            CallSchema read = SchemaReader.ReadCall(method, checks);
            if (methods.Count > 0 && string.CompareOrdinal(methods[methods.Count - 1].Name, read.Name) >= 0)
            {
                throw method.Get("name").Fail($"the method '{read.Name}' stands twice or not in ordinal order");
            }

            if (read.Kind != CallKind.Unary || !read.Errors.IsEmpty || read.Parameters.Any(static parameter => parameter.Callback is not null))
            {
                throw method.Fail($"the method '{read.Name}' of a callback is unary, declares no errors and takes no callbacks");
            }

            methods.Add(read);
        }

        SchemaNode name = node.Get("name");
        return new CallbackSchema
        {
            Name = CSharpIdentifier.IsLegalFullName(name.Text()) ? name.Text() : throw name.Fail($"{name.Quote()} is not the full name of a C# interface"),
            Methods = methods.ToEquatableArray(),
            OldNames = SchemaReader.ReadOldNames(node, "old-names", isType: true),
            Obsolete = SchemaReader.ReadObsolete(node, "obsolete"),
            Documentation = node.OptionalProse(SchemaKeys.Description),
        };
    }
}
