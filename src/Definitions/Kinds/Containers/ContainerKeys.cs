// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using static RootfulContainers.Definitions.Keys.ValueKind;
using static RootfulContainers.Definitions.Kinds.Containers.ContainerTargets;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>The keys of <c>NAME.toml</c>, in the order of the manual.</summary>
internal static class ContainerKeys
{
    public static readonly ConfigurationKeySet All = new(
        General,
        Process,
        Storage,
        Limits,
        Lifecycle,
        Podman,
        ContainerNetworkKeys.Rows,
        ContainerTableKeys.Rows,
        ServiceKeys.Rows,
        ResourceKeys.Rows
    )
    {
        Foreign = ForeignWords.Container,
    };

    public static IReadOnlyList<ConfigurationKey> General =>
        [
            new(
                "user",
                ValueKind.String,
                Property(static (c, s) => c.User = s),
                "User who owns the container: a name or a uid, not root."
            )
            {
                Required = true,
                Example = "\"test\"",
                Check = ValueChecks.User,
                TakesInteger = true,
                Synonyms = ["owner", "uid", "username"],
            },
            new(
                "description",
                ValueKind.String,
                Property(static (c, s) => c.Description = s.Text),
                "What systemctl shows as the container's description."
            )
            {
                Default = "Container NAME of USER",
                Example = "\"Web server\"",
                Check = ValueChecks.UnitLine,
            },
            new(
                "documentation",
                StringList,
                Property(TargetPlace.ContainerUnit, "Documentation", static (c, s) => c.Documentation = s.Texts),
                "Addresses of documentation."
            )
            {
                Example = "[\"https://caddyserver.com/docs/\"]",
                Check = ValueChecks.Documentation,
            },
            new(
                "autostart",
                BooleanOrStringList,
                Property(static (c, s) => c.Autostart = s),
                "Start at boot, with [timer] the timer: true for multi-user.target or timers.target, or the targets that start it."
            )
            {
                Default = "false",
                Example = "true",
                Check = ValueChecks.Starter,
                Synonyms = ["WantedBy", "Install", "enabled", "enable"],
            },
            new(
                "type",
                ValueKind.String,
                Property(static (c, s) => c.IsJob = s.Text == ContainerDefinition.Job),
                "Whether it is up when it runs, or, as a job, done when it has ended."
            )
            {
                Default = "\"service\"",
                Example = "\"job\"",
                Choices = ["service", ContainerDefinition.Job],
            },
            new(
                "remain_after_exit",
                ValueKind.Boolean,
                Property(TargetPlace.ContainerService, "RemainAfterExit", static (c, s) => c.Remains = s),
                "A job that has ended well counts as active, and is not run again until it is stopped."
            )
            {
                Default = "false",
                Example = "true",
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Process =>
        [
            new(
                "image",
                ValueKind.String,
                Property(static (c, s) => c.Image = s),
                "Image to run. This or 'rootfs' is required."
            )
            {
                Example = "\"docker.io/library/caddy:2\"",
                Check = ValueChecks.Image,
            },
            new(
                "rootfs",
                ValueKind.String,
                Property(static (c, s) => c.Rootfs = s),
                "Directory with a root file system to run, in place of an image."
            )
            {
                Example = "\"/srv/rootfs\"",
                Check = ValueChecks.AbsolutePath,
                TakesHome = true,
            },
            new("command", StringList, Property(static (c, s) => c.Command = s.Texts), "Command and its arguments.")
            {
                Default = "the image's",
                Example = "[\"caddy\", \"run\"]",
                Synonyms = ["Exec", "cmd", "args"],
            },
            new(
                "entrypoint",
                StringList,
                Property(static (c, s) => c.Entrypoint = s.Texts),
                "Entry point: the command's first words."
            )
            {
                Default = "the image's",
                Example = "[\"/usr/bin/tini\", \"--\"]",
            },
            new("workdir", ValueKind.String, CreateFlag("workdir"), "Working directory in the container.")
            {
                Default = "the image's",
                Example = "\"/srv\"",
                Check = ValueChecks.AbsolutePath,
                Synonyms = ["WorkingDir", "working_dir", "cwd"],
            },
            new(
                "hostname",
                ValueKind.String,
                CreateFlag("hostname").Into(static (c, s) => c.Hostname = s),
                "Host name of the container."
            )
            {
                Default = "the container's id",
                Example = "\"web\"",
                Check = ValueChecks.Hostname,
            },
            new("timezone", ValueKind.String, CreateFlag("tz"), "Time zone, or \"local\" for the host's.")
            {
                Default = "UTC",
                Example = "\"Europe/Berlin\"",
                Check = ValueChecks.Word,
                Synonyms = ["tz"],
            },
            new("init", ValueKind.Boolean, CreateFlag("init"), "Run an init process that reaps zombies.")
            {
                Default = "false",
                Example = "true",
                Synonyms = ["RunInit"],
            },
            new(
                "run_as",
                ValueKind.String,
                Property(static (c, s) => c.RunAs = s),
                "User in the container that runs the command."
            )
            {
                Default = "the image's",
                Example = "\"www-data\"",
                TakesInteger = true,
                Check = ValueChecks.ContainerUser,
            },
            new(
                "group",
                ValueKind.String,
                Property(static (c, s) => c.Group = s),
                "Group in the container that runs the command; needs 'run_as'."
            )
            {
                Default = "the user's",
                Example = "\"www-data\"",
                TakesInteger = true,
                Check = ValueChecks.ContainerUser,
            },
            new("groups", StringList, CreateListFlag("group-add"), "More groups of the command.")
            {
                Example = "[\"video\"]",
                Check = ValueChecks.ContainerUser,
                Synonyms = ["GroupAdd"],
            },
            new("env", StringMap, Property(static (c, s) => c.Variables = s.Values), "Environment variables.")
            {
                Example = "PORT = \"8080\"",
                CheckName = ValueChecks.EnvironmentName,
                Secret = true,
                Synonyms = ["Environment", "environ"],
            },
            new(
                "env_files",
                StringList,
                CreateOptionalFlag("env-file").Into(static (c, s) => c.VariableFiles = s.Texts),
                "Files with environment variables, one a line; with - in front only if it is there."
            )
            {
                Example = "[\"/etc/web.env\", \"-/etc/web.local.env\"]",
                Check = ValueChecks.OptionalPath,
                TakesHome = true,
                Synonyms = ["EnvironmentFile", "env_file"],
            },
            new(
                "env_host",
                ValueKind.Boolean,
                CreateFlag("env-host"),
                "Pass on the environment of the user's service manager."
            )
            {
                Default = "false",
                Example = "true",
                Synonyms = ["EnvironmentHost"],
            },
            new(
                "http_proxy",
                ValueKind.Boolean,
                CreateFlag("http-proxy"),
                "Pass on the proxy variables of the user's service manager."
            )
            {
                Default = "true",
                Example = "false",
            },
            new("labels", StringMap, CreateFlag("label"), "Labels of the container.")
            {
                Example = "role = \"frontend\"",
                CheckName = ValueChecks.LabelName,
            },
            new("annotations", StringMap, CreateFlag("annotation"), "OCI annotations of the container.")
            {
                Example = "\"run.oci.keep_original_groups\" = \"1\"",
                CheckName = ValueChecks.MapName,
            },
            new("secrets", StringList, CreateFlag("secret"), "The user's podman secrets, as NAME[,OPTION=VALUE...].")
            {
                Example = "[\"db-password,type=env,target=PASSWORD\"]",
                Check = ValueChecks.NotEmpty,
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Storage =>
        [
            new(
                "volumes",
                StringList,
                CreateFlag("volume").Into(static (c, s) => c.Volumes = s.Texts),
                "Volumes and bind mounts, as [SOURCE:]DESTINATION[:OPTIONS]."
            )
            {
                Example = "[\"/srv/www:/srv:ro\", \"data:/data\"]",
                Check = ValueChecks.Volume,
                TakesHome = true,
            },
            new(
                "mounts",
                StringList,
                Property(TargetPlace.CreateFlag, "mount", static (c, s) => c.Mounts = s.Texts),
                "Mounts in podman's long form, as type=TYPE,OPTION=VALUE..."
            )
            {
                Example = "[\"type=bind,src=/srv/www,dst=/srv,ro=true\"]",
                Check = ValueChecks.Mount,
                TakesHome = true,
            },
            new("tmpfs", StringList, CreateFlag("tmpfs"), "Temporary file systems, as PATH[:OPTIONS].")
            {
                Example = "[\"/tmp:size=64m\"]",
                Check = ValueChecks.AbsolutePath,
            },
            new("read_only", ValueKind.Boolean, CreateFlag("read-only"), "Make the root file system read-only.")
            {
                Default = "false",
                Example = "true",
            },
            new(
                "read_only_tmpfs",
                ValueKind.Boolean,
                CreateFlag("read-only-tmpfs"),
                "With read_only, keep /run, /tmp and the like writable."
            )
            {
                Default = "true",
                Example = "false",
            },
            new("shm_size", Size, CreateFlag("shm-size"), "Size of /dev/shm.")
            {
                Default = "64m",
                Example = "\"256m\"",
            },
            new(
                "image_volume",
                ValueKind.String,
                CreateFlag("image-volume"),
                "What becomes of the volumes that the image declares."
            )
            {
                Default = "a volume of its own for each",
                Example = "\"tmpfs\"",
                Choices = ["bind", "tmpfs", "ignore"],
            },
            new(
                "devices",
                StringList,
                CreateOptionalFlag("device"),
                "Devices, as [-]HOST[:CONTAINER][:PERMISSIONS]; with - in front only if it is there."
            )
            {
                Example = "[\"/dev/fuse\", \"-/dev/dri\"]",
                Check = ValueChecks.Device,
                Synonyms = ["AddDevice"],
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Limits =>
        [
            new("ulimits", StringList, CreateListFlag("ulimit"), "Resource limits of processes, as NAME=SOFT[:HARD].")
            {
                Example = "[\"nofile=65536:65536\"]",
                Check = ValueChecks.Ulimit,
            },
            new("pids_limit", ValueKind.Integer, CreateFlag("pids-limit"), "Most processes; -1 for no limit.")
            {
                Default = "2048",
                Example = "512",
                Minimum = -1,
            },
            new("memory", Size, CreateFlag("memory"), "Most memory; see also resources.memory_max.")
            {
                Synonyms = ["mem_limit"],
                Default = "no limit",
                Example = "\"512m\"",
            },
            new("sysctl", StringMap, CreateListFlag("sysctl"), "Kernel parameters of the container's namespaces.")
            {
                Example = "\"net.core.somaxconn\" = \"1024\"",
                CheckName = ValueChecks.SysctlName,
                Synonyms = ["sysctls"],
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Lifecycle =>
        [
            new(
                "replace",
                ValueKind.Boolean,
                Property(static (c, s) => c.Replaces = s.IsTrue),
                "Remove a container of the user's own that has the name."
            )
            {
                Default = "false",
                Example = "true",
            },
            new("stop_signal", ValueKind.String, CreateFlag("stop-signal"), "Signal that asks the container to stop.")
            {
                Default = "the image's, or SIGTERM",
                Example = "\"SIGINT\"",
                Check = ValueChecks.Signal,
            },
            new(
                "stop_timeout",
                ValueKind.Integer,
                Property(static (c, s) => c.StopTimeout = long.Parse(s.Text, CultureInfo.InvariantCulture)),
                "Seconds from the stop signal to SIGKILL."
            )
            {
                Synonyms = ["stop_grace_period"],
                Default = "10",
                Example = "30",
            },
            new(
                "notify",
                ValueKind.String,
                Property(static (c, s) => c.Notify = s),
                "When the container counts as started."
            )
            {
                Default = "\"conmon\"",
                Example = "\"healthy\"",
                Choices = ["conmon", "container", "healthy"],
                Synonyms = ["sdnotify"],
            },
            new(
                "reload_command",
                StringList,
                Property(static (c, s) => c.ReloadCommand = s),
                "Command run in the container by systemctl reload."
            )
            {
                Example = "[\"caddy\", \"reload\"]",
                Synonyms = ["ReloadCmd"],
            },
            new(
                "reload_signal",
                ValueKind.String,
                Property(static (c, s) => c.ReloadSignal = s),
                "Signal sent to the container by systemctl reload."
            )
            {
                Example = "\"SIGHUP\"",
                Check = ValueChecks.Signal,
            },
            new(
                "auto_update",
                ValueKind.String,
                Property(static (c, s) => c.AutoUpdate = s),
                "Let podman auto-update of the user replace the image."
            )
            {
                Example = "\"registry\"",
                Choices = ["registry", "local"],
            },
        ];

    public static IReadOnlyList<ConfigurationKey> Podman =>
        [
            PodmanWordKeys.Arguments(Property(static (c, s) => c.PodmanWords = s), "podman create", "--cpus=2"),
            PodmanWordKeys.GlobalArguments(Property(static (c, s) => c.GlobalArguments = (c.GlobalWords = s).Texts)),
            PodmanWordKeys.Modules(
                Property(
                    TargetPlace.GlobalFlag,
                    "module",
                    static (c, s) => c.GlobalArguments = [.. s.Texts.Select(m => $"--module={m}"), .. c.GlobalArguments]
                ),
                "/etc/web.containers.conf"
            ),
        ];
}
