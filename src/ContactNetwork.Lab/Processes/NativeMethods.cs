using System.Runtime.InteropServices;

namespace ContactNetwork.Lab.Processes;

/// <summary>Calls of the C library.</summary>
internal static partial class NativeMethods
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int SendSignal(int processId, int signal);
}
