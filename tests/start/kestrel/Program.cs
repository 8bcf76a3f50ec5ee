// The least that ASP.NET Core serves with, over a Unix socket.
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.WebHost.ConfigureKestrel(options => options.ListenUnixSocket(args[0]));
WebApplication application = builder.Build();
application.MapGet("/", static () => "hello");
application.Run();
