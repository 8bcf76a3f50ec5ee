using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Cells.Hosting;

/// <summary>Checks arguments against the constraints that a contract declares (System.ComponentModel.DataAnnotations), for generated code.</summary>
/// <remarks>Each check gives what is wrong, for people, or null. As in DataAnnotations null meets every constraint, and the empty string every pattern.</remarks>
public static class ArgumentCheck
{
    // As in DataAnnotations: long enough for a machine under load, and an end for a pattern that backtracks without one.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Checks a number that a decimal holds.</summary>
    public static string? Range(decimal? value, decimal minimum, decimal maximum, string path)
        => value < minimum || value > maximum ? string.Create(CultureInfo.InvariantCulture, $"{path} is {value}, and must be from {minimum} to {maximum}") : null;

    /// <summary>Checks a number that a decimal does not hold. NaN is outside every range.</summary>
    public static string? Range(double? value, double minimum, double maximum, string path)
        => value is null || (value >= minimum && value <= maximum)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{path} is {value}, and must be from {minimum} to {maximum}");

    /// <summary>Checks the number of UTF-16 characters.</summary>
    public static string? Length(string? value, int minimum, int maximum, string path)
        => value is null ? null : Length(value.Length, minimum, maximum, path, "characters");

    /// <summary>Checks the number of elements.</summary>
    public static string? Length<T>(IEnumerable<T>? value, int minimum, int maximum, string path)
        => value is null ? null : Length(value.Count(), minimum, maximum, path, "elements");

    /// <summary>Checks that the whole of a text matches.</summary>
    public static string? Pattern(string? value, Regex pattern, string path)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        try
        {
            foreach (ValueMatch match in pattern.EnumerateMatches(value))
            {
                return match.Index == 0 && match.Length == value.Length ? null : Mismatch();
            }

            return Mismatch();
        }
        catch (RegexMatchTimeoutException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{path} takes longer than {MatchTimeout.TotalSeconds} s to match with {pattern}");
        }

        string Mismatch() => $"{path} must match {pattern}";
    }

    /// <summary>The expression for <see cref="Pattern"/>: in time linear in the input where its syntax allows that, else with a limit of 2 s.</summary>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    public static Regex CreatePattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            // It looks around or refers back.
            return new Regex(pattern, RegexOptions.CultureInvariant, MatchTimeout);
        }
    }

    /// <summary>The elements of a collection; none of null.</summary>
    public static IEnumerable<T> Items<T>(IEnumerable<T>? value) => value ?? [];

    /// <inheritdoc cref="Items{T}(IEnumerable{T})"/>
    public static IEnumerable<T> Items<T>(ImmutableArray<T> value) => value.IsDefault ? [] : value;

    /// <inheritdoc cref="Items{T}(IEnumerable{T})"/>
    public static IEnumerable<T> Items<T>(ImmutableArray<T>? value) => Items(value.GetValueOrDefault());

    /// <inheritdoc cref="Items{T}(IEnumerable{T})"/>
    public static IEnumerable<T> Items<T>(ArraySegment<T> value) => value.Array is null ? [] : value;

    /// <inheritdoc cref="Items{T}(IEnumerable{T})"/>
    public static IEnumerable<T> Items<T>(ArraySegment<T>? value) => Items(value.GetValueOrDefault());

    /// <inheritdoc cref="Items{T}(IEnumerable{T})"/>
    public static IEnumerable<T> Items<T>(ReadOnlyMemory<T> value) => MemoryMarshal.ToEnumerable(value);

    /// <inheritdoc cref="Items{T}(IEnumerable{T})"/>
    public static IEnumerable<T> Items<T>(ReadOnlyMemory<T>? value) => Items(value.GetValueOrDefault());

    /// <inheritdoc cref="Items{T}(IEnumerable{T})"/>
    public static IEnumerable<T> Items<T>(Memory<T> value) => Items((ReadOnlyMemory<T>)value);

    /// <inheritdoc cref="Items{T}(IEnumerable{T})"/>
    public static IEnumerable<T> Items<T>(Memory<T>? value) => Items(value.GetValueOrDefault());

    /// <inheritdoc cref="Items{T}(IEnumerable{T})"/>
    public static IEnumerable<T> Items<T>(ReadOnlySequence<T>? value) => Items(value.GetValueOrDefault());

    /// <inheritdoc cref="Items{T}(IEnumerable{T})"/>
    public static IEnumerable<T> Items<T>(ReadOnlySequence<T> value)
    {
        foreach (ReadOnlyMemory<T> segment in value)
        {
            for (int i = 0; i < segment.Length; i++)
            {
                yield return segment.Span[i];
            }
        }
    }

    private static string? Length(int count, int minimum, int maximum, string path, string unit)
    {
        if (count >= minimum && count <= maximum)
        {
            return null;
        }

        string wanted = minimum == 0 ? $"at most {maximum}" : maximum == int.MaxValue ? $"at least {minimum}" : $"{minimum} to {maximum}";
        return string.Create(CultureInfo.InvariantCulture, $"{path} has {count} {unit}, and must have {wanted}");
    }
}
