// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RootfulContainers.Generator;

internal static partial class Program
{
    private static int Main(string[] words)
    {
        if (!GeneratorArguments.TryParse(words, out var arguments, out var error))
        {
            return Misused($"{error}; see --help");
        }

        if (arguments.Help || arguments.Version)
        {
            return Say(arguments.Help ? GeneratorArguments.Usage : Version());
        }

        var scopeName = Environment.GetEnvironmentVariable("SYSTEMD_SCOPE");
        if (scopeName is not (null or "" or "system" or "user"))
        {
            return Misused($"$SYSTEMD_SCOPE is '{scopeName}', not system or user");
        }

        if (arguments.Root.Length > 0 && NativeFile.Status(arguments.Root + "/") is null)
        {
            return Misused($"--root: there is no directory '{arguments.Root}'");
        }

        Scope scope = scopeName == "user" ? new Scope.User(GetUid()) : new Scope.System();
        var runBySystemd = scopeName == "system" && !arguments.DryRun && arguments.Root.Length == 0 && IsRunBySystemd();
        using var log = MessageLog.Open(runBySystemd);
        return Run(arguments, scope, log, runBySystemd);
    }

    // systemd names the process that it starts; on a machine its standard error may be the console, which is a terminal.
    private static bool IsRunBySystemd() =>
        Environment.GetEnvironmentVariable("SYSTEMD_EXEC_PID")
            == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
        || !StandardStream.IsTerminal(StandardStream.Error);

    private static int Misused(string message)
    {
        StandardStream.Write(StandardStream.Error, $"{MessageLog.ProgramName}: {message}\n");
        return ExitStatus.WrongUsage;
    }

    private static int Say(string text)
    {
        try
        {
            StandardStream.Write(StandardStream.Output, text);
            return 0;
        }
        catch (IOException e)
        {
            StandardStream.WriteError($"{MessageLog.ProgramName}: {e.Message}");
            return ExitStatus.Failed;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "This is the edge: see there.")]
    private static int Run(GeneratorArguments arguments, Scope scope, MessageLog log, bool runBySystemd)
    {
        try
        {
            var directory = new ConfigurationDirectory(arguments.Root, isInstalled: arguments.Root.Length == 0);
            var installation = Installation(arguments);
            var run = new DefinitionRun(
                directory.ReadDefinitions(onlyReadable: scope is Scope.User),
                new PlanContext(scope, installation, directory.ReadUsers(), directory.ReadGroups)
            );
            var errors = 0;
            var reported = true;
            if (arguments.DryRun)
            {
                Print(run.Units);
            }
            else
            {
                Write(run.Units, scope is Scope.User);
            }

            foreach (var diagnostic in run.Diagnostics)
            {
                errors++;
                var line = log.IsTerminal ? directory.ReadLine(diagnostic.Position) : null;
                reported &= log.Error(
                    diagnostic.ToString(),
                    line is null ? null : SourceExcerpt.Point(line, diagnostic.Position.Column)
                );
            }

            if (!reported && runBySystemd)
            {
                Write(ReportUnit.Plan(installation), isPrivate: false);
            }

            if (runBySystemd && !directory.HasFilesOfAdmin)
            {
                Write(LateDefinitionsUnit.Plan(), isPrivate: false);
            }

            return errors > 0 ? ExitStatus.Failed : 0;

            void Write(IEnumerable<UnitEntry> units, bool isPrivate)
            {
                using var written = new UnitDirectory(arguments.NormalDirectory, isPrivate);
                written.Write(
                    units,
                    error =>
                    {
                        errors++;
                        reported &= log.Error(error);
                    }
                );
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error($"cannot write units: {PrintableText.Of(e.Message)}");
            return ExitStatus.Failed;
        }
        // Whatever else went wrong is one line as well, and no core dump of a program that runs at every boot.
        catch (Exception e)
        {
            log.Error(PrintableText.Of($"internal error, please report it: {e.GetType().Name}: {e.Message}"));
            return ExitStatus.Failed;
        }
    }

    // The generator is linked into the directories of both managers; BaseDirectory is where the program itself is.
    private static Installation Installation(GeneratorArguments arguments)
    {
        var libexec = arguments.LibexecDirectory ?? AppContext.BaseDirectory.TrimEnd('/');
        var prefix = Path.GetDirectoryName(Path.GetDirectoryName(libexec)) ?? "/";
        return new Installation(libexec, $"{prefix.TrimEnd('/')}/lib/systemd/system");
    }

    private static void Print(IEnumerable<UnitEntry> units)
    {
        var text = new StringBuilder();
        foreach (var entry in units)
        {
            switch (entry)
            {
                case TextFile file:
                    text.Append("--- ").Append(file.Path).Append(" ---\n");
                    text.Append(Encoding.UTF8.GetString(file.Text.Span)).Append('\n');
                    break;
                case UnitLink link:
                    text.Append("--- ").Append(link.Path).Append(" -> ").Append(link.Target).Append(" ---\n\n");
                    break;
                default:
                    break;
            }
        }

        StandardStream.Write(StandardStream.Output, text.ToString());
    }

    private static string Version() => $"{MessageLog.ProgramName} {ProgramVersion.Text}\n";

    [LibraryImport("libc", EntryPoint = "getuid")]
    private static partial uint GetUid();
}
