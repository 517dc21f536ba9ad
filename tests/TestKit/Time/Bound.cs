namespace TestKit;

/// <summary>Waits with an end: every wait in a test goes through here and says what it waited for.</summary>
public static class Bound
{
    /// <summary>The bound when a test names none: 10 seconds.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Awaits <paramref name="task"/>; throws <see cref="TimeoutException"/> naming <paramref name="why"/> when it takes longer.</summary>
    public static async Task Within(Task task, TimeSpan timeout, string why)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!await EndsWithin(task, timeout))
        {
            throw Exceeded(timeout, why);
        }

        await task;
    }

    /// <inheritdoc cref="Within(Task, TimeSpan, string)"/>
    public static async Task<T> Within<T>(Task<T> task, TimeSpan timeout, string why)
    {
        await Within((Task)task, timeout, why);
        return await task;
    }

    /// <summary>Asks <paramref name="condition"/> again and again until it holds; throws <see cref="TimeoutException"/> at the bound.</summary>
    public static Task Eventually(Func<bool> condition, TimeSpan timeout, string why) => Eventually(condition, timeout, () => why);

    /// <summary>As the others, for 10 seconds; <paramref name="why"/> is asked at the bound, and may say what there is instead.</summary>
    public static Task Eventually(Func<bool> condition, Func<string> why) => Eventually(condition, Usual, why);

    private static async Task Eventually(Func<bool> condition, TimeSpan timeout, Func<string> why)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var started = TimeProvider.System.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(1);
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > timeout)
            {
                throw Exceeded(timeout, why());
            }

            await Task.Delay(pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <inheritdoc cref="Eventually(Func{bool}, TimeSpan, string)"/>
    public static Task Eventually(Func<bool> condition, string why) => Eventually(condition, Usual, why);

    /// <summary>As <see cref="Eventually(Func{bool}, string)"/>, on a thread that may not await.</summary>
    public static void Waits(Func<bool> condition, string why)
    {
        if (!SpinWait.SpinUntil(condition, Usual))
        {
            throw Exceeded(Usual, why);
        }
    }

    /// <summary>Whether <paramref name="task"/> ends, well or badly, within the time.</summary>
    public static async Task<bool> EndsWithin(Task task, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!task.IsCompleted)
        {
            using var over = new CancellationTokenSource();
            await Task.WhenAny(task, Task.Delay(timeout, over.Token));
            await over.CancelAsync();
        }

        return task.IsCompleted;
    }

    private static TimeoutException Exceeded(TimeSpan timeout, string why) =>
        new($"Not within {timeout.TotalSeconds:0.###} s: {why}");
}
