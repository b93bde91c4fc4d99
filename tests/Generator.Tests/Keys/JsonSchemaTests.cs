// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Tests.Snapshots;

namespace RootfulContainers.Tests.Keys;

public class JsonSchemaTests
{
    [Theory]
    [InlineData("container")]
    [InlineData("network")]
    [InlineData("volume")]
    [InlineData("image")]
    [InlineData("build")]
    [InlineData("pod")]
    public void The_shipped_schema_is_the_one_of_the_key_table(string kind)
    {
        var path = Path.Combine(Repository.Root, $"schema/{kind}.schema.json");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, Write(kind), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        Assert.Equal(Write(kind), File.ReadAllText(path, Encoding.UTF8));
    }

    [Theory]
    [MemberData(nameof(SnapshotCase.Definitions), MemberType = typeof(SnapshotCase))]
    public async Task A_definition_is_valid_exactly_as_far_as_the_schema_can_tell(string path)
    {
        var source = new DefinitionSource(
            Path.GetFileName(path),
            [new SourceText("", await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))]
        );
        var diagnostics = new List<Diagnostic>();
        var table = TomlReader.Read(source.Files[0], diagnostics);
        if (diagnostics.Count > 0)
        {
            return; // not TOML: an editor says so itself
        }

        diagnostics = AnyDecoder.Decode(source);
        var schema = await NJsonSchema.JsonSchema.FromJsonAsync(
            Write(KindOf(source.FileName)),
            TestContext.Current.CancellationToken
        );
        var errors = schema.Validate(TomlJson.Convert(table).ToJsonString());

        if (diagnostics.Count == 0)
        {
            Assert.True(errors.Count == 0, $"{path}: {string.Join(' ', errors)}");
        }
        else if (diagnostics.Exists(m => IsExpressible(m.Message)))
        {
            Assert.True(errors.Count > 0, $"{path}: {diagnostics[0]}");
        }
    }

    // What a schema knows: names, kinds, ranges and choices. What stands in a string is the decoder's alone.
    private static bool IsExpressible(string message) =>
        message.StartsWith("unknown key", StringComparison.Ordinal)
        || message.Contains("must hold only", StringComparison.Ordinal)
        || message.Contains("needs 'user'", StringComparison.Ordinal)
        || message.Contains("needs 'name'", StringComparison.Ordinal)
        || message.Contains("needs 'prefix'", StringComparison.Ordinal)
        || message.Contains("an image needs 'image'", StringComparison.Ordinal)
        || (
            message.Contains("' must be ", StringComparison.Ordinal)
            && message.Contains(", not ", StringComparison.Ordinal)
            && !message.Contains("like \"", StringComparison.Ordinal)
            && !message.Contains("': ", StringComparison.Ordinal)
        );

    private static string KindOf(string fileName) =>
        DefinitionKinds.All[DefinitionKinds.IndexOf(fileName)] is ContainerKind ? "container" : fileName.Split('.')[^2];

    private static string Write(string kind)
    {
        var suffix = kind == "container" ? ".toml" : $".{kind}.toml";
        return JsonSchema.Write(
            DefinitionKinds.All[DefinitionKinds.IndexOf(suffix)].Keys,
            $"rootful-containers: NAME{suffix}",
            $"urn:rootful-containers:{kind}"
        );
    }
}
