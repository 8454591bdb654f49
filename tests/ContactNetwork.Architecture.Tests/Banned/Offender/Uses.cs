using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Offender;

/// <summary>Uses everything that eng/banned-symbols forbids.</summary>
internal static class Uses
{
    public static object[] Everywhere(Task<int> task) =>
    [
        DateTime.Now,
        DateTime.UtcNow,
        DateTime.Today,
        DateTimeOffset.Now,
        DateTimeOffset.UtcNow,
        Guid.CreateVersion7(),
        Task.Delay(1),
        Task.Delay(TimeSpan.Zero),
        task.Result,
        Task.Factory.StartNew(() => { }),
        ThreadPool.QueueUserWorkItem(_ => { }),
        MD5.HashData([]),
        SHA1.HashData([]),
        HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
    ];

    public static void Holding(Task<int> task)
    {
        Thread.Sleep(1);
        Thread.Sleep(TimeSpan.Zero);
        task.Wait();
        Environment.Exit(0);
    }

    public static void InTheNode()
    {
        File.WriteAllText("beside-the-store", "");
        File.WriteAllBytes("beside-the-store", new byte[1]);
    }

    public static object?[] InTheRules(DateTimeOffset now) =>
    [
        Guid.NewGuid(),
        Guid.CreateVersion7(now),
        Random.Shared,
        RandomNumberGenerator.GetInt32(1),
        TimeProvider.System,
        Stopwatch.GetTimestamp(),
        TimeZoneInfo.Local,
        CultureInfo.CurrentCulture,
        Environment.MachineName,
        new Lock(),
        Task.CompletedTask,
        Path.DirectorySeparatorChar,
        typeof(HttpClient),
        typeof(Socket),
        Dns.GetHostName(),
        Activator.CreateInstance(typeof(object)),
        Console.Out,
        Process.GetCurrentProcess(),
    ];
}
