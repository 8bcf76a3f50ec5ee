using Cells;
using Cells.Directories;

// Started by `cells start`, detached, for the directory that CELLS_DIRECTORY names.
try
{
    CellDirectory directory = CellDirectory.Find();
    await Console.Error.WriteLineAsync($"{directory.Path} is kept by `cells start`, which starts this program");
    return 1;
}
catch (CellException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
