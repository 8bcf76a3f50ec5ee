namespace Cells.Control;

/// <summary>A client that a build which comes next would refuse.</summary>
/// <param name="Name">Its name, as it says itself.</param>
/// <param name="Version">Its version, as it says itself.</param>
/// <param name="Connections">How many connections it has.</param>
/// <param name="Findings">Why, for people; at most <see cref="MostFindings"/>.</param>
internal sealed record ClientMisfit(string Name, string Version, int Connections, string[] Findings)
{
    /// <summary>The most clients that are told of.</summary>
    public const int Most = 50;

    /// <summary>The most findings that are told of a client.</summary>
    public const int MostFindings = 5;
}
