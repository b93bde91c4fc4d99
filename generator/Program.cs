// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Generator.Units;

namespace RootfulContainers.Generator;

internal static partial class Program
{
    private static int Main(string[] words)
    {
        if (!GeneratorArguments.TryParse(words, out var arguments, out var error))
        {
            Console.Error.WriteLine($"{MessageLog.ProgramName}: {error}; see --help");
            return 2;
        }

        if (arguments.Help || arguments.Version)
        {
            Console.Out.Write(arguments.Help ? GeneratorArguments.Usage : Version());
            return 0;
        }

        var scopeName = Environment.GetEnvironmentVariable("SYSTEMD_SCOPE");
        if (scopeName is not (null or "" or "system" or "user"))
        {
            Console.Error.WriteLine($"{MessageLog.ProgramName}: $SYSTEMD_SCOPE is '{scopeName}', not system or user");
            return 2;
        }

        Scope scope = scopeName == "user" ? new Scope.User(GetUid()) : new Scope.System();
        var runBySystemd = scopeName == "system" && !arguments.DryRun && arguments.Root.Length == 0;
        using var log = MessageLog.Open(preferKernel: runBySystemd && Console.IsErrorRedirected);
        return Run(arguments, scope, log);
    }

    private static int Run(GeneratorArguments arguments, Scope scope, MessageLog log)
    {
        try
        {
            var directory = new ConfigurationDirectory(arguments.Root);
            var run = GeneratorRun.Make(
                directory.ReadDefinitions(onlyReadable: scope is Scope.User),
                directory.ReadUsers(),
                scope,
                Installation(arguments)
            );
            if (arguments.DryRun)
            {
                Print(run.Tree);
            }
            else
            {
                UnitDirectory.Write(run.Tree, arguments.NormalDirectory);
            }

            foreach (var diagnostic in run.Diagnostics)
            {
                log.Error(diagnostic.ToString());
            }

            return run.Diagnostics.Count > 0 ? 1 : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error($"cannot write units: {e.Message}");
            return 1;
        }
    }

    // The generator is linked into the directories of both managers; BaseDirectory is where the program itself is.
    private static Installation Installation(GeneratorArguments arguments)
    {
        var libexec = arguments.LibexecDirectory ?? AppContext.BaseDirectory.TrimEnd('/');
        var prefix = Path.GetDirectoryName(Path.GetDirectoryName(libexec)) ?? "/";
        return new Installation(libexec, $"{prefix.TrimEnd('/')}/lib/systemd/system");
    }

    private static void Print(UnitTree tree)
    {
        var text = new StringBuilder();
        foreach (var file in tree.Files)
        {
            text.Append("--- ").Append(file.Path).Append(" ---\n").Append(file.Render()).Append('\n');
        }

        foreach (var (path, target) in tree.Links)
        {
            text.Append("--- ").Append(path).Append(" -> ").Append(target).Append(" ---\n");
        }

        using var output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string Version() =>
        $"{MessageLog.ProgramName} {typeof(Program).Assembly.GetName().Version?.ToString(3)}\n";

    [LibraryImport("libc", EntryPoint = "getuid")]
    private static partial uint GetUid();
}
