using System.Globalization;

namespace Trading.Replay;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(int Orders, ulong Seed, IReadOnlyList<string> Ways, bool ShowHelp)
{
    public const string Usage = """
        usage: replay [--orders N] [--seed S] [--over unary|stream|duplex]

          --orders N  orders of the day (default 200000)
          --seed S    which day (default 1)
          --over W    one way only: a call for each order, one stream, or a stream that answers each order (default: all three)
        """;

    private static readonly string[] AllWays = ["unary", "stream", "duplex"];

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">An argument is not known or has no valid value.</exception>
    public static Options Parse(string[] args)
    {
        Options options = new(Orders: 200_000, Seed: 1, AllWays, ShowHelp: false);
        for (int i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--help" or "-h" => options with { ShowHelp = true },
                "--orders" => options with { Orders = (int)Number(args, ref i, int.MaxValue) },
                "--seed" => options with { Seed = Number(args, ref i, ulong.MaxValue) },
                "--over" => options with { Ways = [Way(args, ref i)] },
                _ => throw new FormatException($"unknown argument '{args[i]}'"),
            };
        }

        return options;
    }

    private static ulong Number(string[] args, ref int index, ulong maximum)
    {
        string option = args[index++];
        return index < args.Length && ulong.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number >= 1 && number <= maximum
            ? number
            : throw new FormatException($"{option} takes a whole number from 1 to {maximum}");
    }

    private static string Way(string[] args, ref int index)
    {
        index++;
        return index < args.Length && AllWays.Contains(args[index]) ? args[index] : throw new FormatException($"--over takes one of {string.Join(", ", AllWays)}");
    }
}
