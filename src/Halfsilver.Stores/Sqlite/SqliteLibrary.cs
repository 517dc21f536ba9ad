using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Halfsilver.Stores.Sqlite;

/// <summary>SQLite itself: the system's where it is newer than the one that comes along, as systems mend what is found in it.</summary>
internal static class SqliteLibrary
{
    private const string Bundled = "e_sqlite3";
    private const int BundledVersion = 3_035_005;

    private static readonly Lazy<string> s_version = new(Load);

    /// <summary>Loads it, once for the process; its version.</summary>
    public static string Version => s_version.Value;

    private static string Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        Batteries_V2.Init();
        return raw.sqlite3_libversion().utf8_to_string();
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Bundled || !NativeLibrary.TryLoad("libsqlite3.so.0", out var system))
        {
            return IntPtr.Zero;
        }

        var isNewer = NativeLibrary.TryGetExport(system, "sqlite3_libversion_number", out var version)
            && Marshal.GetDelegateForFunctionPointer<VersionNumber>(version)() > BundledVersion;
        return isNewer ? system : IntPtr.Zero;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
