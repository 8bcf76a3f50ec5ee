namespace Cells.Binding;

/// <summary>JSON that is no value of the contract's type.</summary>
public sealed class JsonBindingException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="jsonPath">Where in the JSON: <c>$.order.lines[3].quantity</c>.</param>
    /// <param name="reason">What was expected and what stands there.</param>
    /// <param name="innerException">The failure behind it, or null.</param>
    public JsonBindingException(string jsonPath, string reason, Exception? innerException = null)
        : base($"{jsonPath}: {reason}", innerException)
    {
        JsonPath = jsonPath;
        Reason = reason;
    }

    /// <summary>Where in the JSON: <c>$.order.lines[3].quantity</c>.</summary>
    public string JsonPath { get; }

    /// <summary>What was expected and what stands there.</summary>
    public string Reason { get; }
}
