using System.Globalization;

namespace Cells.Schema;

/// <summary>Compares declared defaults by the value that they give.</summary>
internal static class DefaultText
{
    /// <summary>Whether leaving the member out gives the same value.</summary>
    public static bool AreSame(MemberSchema before, MemberSchema after) =>
        string.Equals(Canonical(before.Default), Canonical(after.Default), StringComparison.Ordinal);

    /// <summary>Whether leaving the argument out gives the same value.</summary>
    public static bool AreSame(DefaultValue before, DefaultValue after) =>
        string.Equals(Canonical(before), Canonical(after), StringComparison.Ordinal);

    // No default, null, zero and false are one: the zero value of whatever the type is.
    private static string Canonical(DefaultValue? value) => value?.Kind switch
    {
        null or DefaultKind.Null or DefaultKind.Zero => "zero",
        DefaultKind.Boolean => string.Equals(value.Text, "true", StringComparison.Ordinal) ? "true" : "zero",
        DefaultKind.Number => Number(value.Text),
        DefaultKind.Empty => "empty",
        _ => value.Kind + " " + value.Text,
    };

    private static string Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) && number.ToString("G29", CultureInfo.InvariantCulture) is string exact
            ? number == 0 ? "zero" : exact
            : text;
}
