// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Definitions.Kinds.Prerequisites;

/// <summary>A kind of what a user's podman makes before the containers that name it.</summary>
/// <param name="kind">As definitions that name one write it: <c>.image</c>.</param>
/// <param name="what">What messages call one, with its article.</param>
internal abstract class PrerequisiteKind(string kind, string what, Func<ConfigurationKeySet> keys)
    : DefinitionKind(kind + DefinitionPaths.Extension, keys)
{
    /// <param name="users">Whose homes are meant by <c>~/</c>.</param>
    public Decoded<Prerequisite> Decode(ContainerName name, DefinitionSource source, UserTable? users = null)
    {
        var diagnostics = new List<Diagnostic>();
        var table = TomlReader.ReadMerged(source, diagnostics);
        var complete = diagnostics.Count == 0;
        var decoder = new KeyDecoder(Keys, diagnostics) { Home = HomePath.Of(table, users, source.IsTemplate) };
        var settings = decoder.Decode(table, complete, what);
        var definition = New(name, source.Path, FingerprintText.Of(source.Files.Select(f => f.Bytes)), settings);
        KeyTarget<Prerequisite, CommandLine>.SetAll(settings, definition);
        void Report(SourcePosition position, string message) => diagnostics.Add(new Diagnostic(position, message));
        PodmanWordChecks.Check(definition.PodmanWords, null, Report);
        PodmanWordChecks.Check(definition.GlobalWords, null, Report);
        definition.Check(table, key => complete && decoder.Missing(table, key), Report);
        return new Decoded<Prerequisite>(definition, diagnostics);
    }

    public sealed override CheckedDefinition Read(ContainerName name, DefinitionSource source, PlanContext context)
    {
        var decoded = Decode(name, source, context.Users);
        var (definition, diagnostics) = decoded;
        var outside = new OutsideChecks(source, diagnostics);
        var uid = outside.FindOwner(definition.User, context.Users);
        if (source.IsProtected && uid is > 0 && context.Users.Find(uid.Value) is { } owner)
        {
            AccessRules.Check(diagnostics, source, owner, context.Groups);
        }

        if (uid is not null)
        {
            definition.ImageDefinition = context.Prerequisites.FindImage(definition.Image, uid.Value, diagnostics);
        }

        outside.ForgetWhatVaries();

        var result = new CheckedPrerequisite(decoded, uid, context);
        Add(result, source, context);
        return result;
    }

    public sealed override CheckedDefinition Fail(
        ContainerName name,
        DefinitionSource source,
        PlanContext context,
        Exception failure
    )
    {
        var result = new FailedDefinition(name, source, failure);
        Add(result, source, context);
        return result;
    }

    private void Add(CheckedDefinition definition, DefinitionSource source, PlanContext context)
    {
        // A template, which is only checked, is nobody's, and is checked with a name that one that is there may have.
        if (!source.IsTemplate)
        {
            context.Prerequisites.Add(kind, definition);
        }
    }

    protected abstract Prerequisite New(ContainerName name, string path, string fingerprint, SettingList settings);
}
