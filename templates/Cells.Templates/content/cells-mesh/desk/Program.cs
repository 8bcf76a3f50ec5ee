using Mesh;

// QuotesClient, Quote and UnknownSymbol are generated from the schema of the cell in ../quotes, by this project's own build.
await using QuotesClient quotes = await QuotesClient.ConnectAsync();
foreach (string symbol in args.Length > 0 ? args : await quotes.SymbolsAsync())
{
    try
    {
        Quote quote = await quotes.GetAsync(symbol);
        Console.WriteLine($"{quote.Symbol,-8} {quote.Price,8:0.00} {quote.Currency}");
    }
    catch (UnknownSymbol error)
    {
        Console.WriteLine($"{error.Symbol,-8} is not traded");
    }
}
