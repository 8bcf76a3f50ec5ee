using System.Runtime.CompilerServices;
using System.Text;

namespace Cells.Generators.Tests.Emit;

/// <summary>
/// Compares text with a committed file. On a difference the text is written beside it as <c>*.received.txt</c>; with <c>CELLS_ACCEPT_SNAPSHOTS=1</c> it becomes
/// the committed file.
/// </summary>
internal static class Snapshot
{
    private const int ContextLines = 3;

    /// <summary>Compares generated files, one after the other under their names.</summary>
    public static void Match(IEnumerable<GeneratedSource> files, string name, [CallerFilePath] string testFile = "")
    {
        StringBuilder text = new();
        foreach (GeneratedSource file in files)
        {
            text.Append("==== ").Append(file.HintName).Append('\n').Append(file.Text).Append('\n');
        }

        Match(text.ToString(), name, testFile);
    }

    /// <summary>Compares <paramref name="text"/> with <c>name.verified.txt</c> beside the test.</summary>
    public static void Match(string text, string name, [CallerFilePath] string testFile = "")
    {
        string directory = Path.GetDirectoryName(testFile)!;
        string verified = Path.Combine(directory, name + ".verified.txt");
        string received = Path.Combine(directory, name + ".received.txt");
        string expected = File.Exists(verified) ? File.ReadAllText(verified) : string.Empty;
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        if (Environment.GetEnvironmentVariable("CELLS_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(verified, text);
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail($"{name}.verified.txt differs; accept with CELLS_ACCEPT_SNAPSHOTS=1.\n{Difference(expected.Split('\n'), text.Split('\n'))}");
    }

    // The first place where the two part: enough to see what happened, the files hold the rest.
    private static string Difference(string[] expected, string[] actual)
    {
        int same = 0;
        while (same < expected.Length && same < actual.Length && expected[same] == actual[same])
        {
            same++;
        }

        StringBuilder text = new($"line {same + 1}:\n");
        foreach (string line in expected.Take(same).TakeLast(ContextLines))
        {
            text.Append("  ").Append(line).Append('\n');
        }

        foreach (string line in expected.Skip(same).Take(ContextLines))
        {
            text.Append("- ").Append(line).Append('\n');
        }

        foreach (string line in actual.Skip(same).Take(ContextLines))
        {
            text.Append("+ ").Append(line).Append('\n');
        }

        return text.ToString();
    }
}
