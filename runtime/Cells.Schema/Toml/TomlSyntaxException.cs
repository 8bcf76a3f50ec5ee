namespace Cells.Schema;

/// <summary>Carries the first syntax error from where it is found up to <see cref="TomlReader"/>, which makes it a result.</summary>
internal sealed class TomlSyntaxException(TomlError error) : Exception(error.Message)
{
    public TomlError Error { get; } = error;
}
