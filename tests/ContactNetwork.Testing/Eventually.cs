using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ContactNetwork.Testing;

/// <summary>Waits until something is true, by looking again and again until a deadline. An exception in the look ends the wait.</summary>
public static class Eventually
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <param name="condition">The look; it is made at least once.</param>
    /// <param name="deadline">See <see cref="Deadlines"/>.</param>
    /// <param name="cancellation">The test's own token.</param>
    /// <param name="what">The fact waited for, for the message; the condition's text by default.</param>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public static async Task Async(
        Func<Task<bool>> condition,
        TimeSpan deadline,
        CancellationToken cancellation,
        [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > deadline)
            {
                throw new TimeoutException($"Not true after {deadline.TotalSeconds} s: {what}");
            }

            await Task.Delay(LookEvery, cancellation);
        }
    }

    /// <inheritdoc cref="Async(Func{Task{bool}}, TimeSpan, CancellationToken, string)"/>
    public static Task Async(
        Func<bool> condition,
        TimeSpan deadline,
        CancellationToken cancellation,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Async(() => Task.FromResult(condition()), deadline, cancellation, what);

    /// <summary>Waits until <paramref name="look"/> finds something, and returns it.</summary>
    /// <exception cref="TimeoutException">It found nothing in time.</exception>
    public static async Task<T> FindAsync<T>(
        Func<Task<T?>> look,
        TimeSpan deadline,
        CancellationToken cancellation,
        [CallerArgumentExpression(nameof(look))] string what = "")
        where T : class
    {
        T? found = null;
        await Async(async () => (found = await look()) is not null, deadline, cancellation, what);
        return found!;
    }
}
