using System.Reflection;
using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;
using Xunit;

namespace Syncline.Generator.Tests;

/// <summary>The model is plain data: anything of the compiler in it would keep compilations alive and defeat caching.</summary>
public sealed class ModelShapeTests
{
    [Fact]
    public void Model_holds_plain_data_alone() => Assert.Empty(FindForeign(typeof(ParsedModel)));

    [Theory]
    [InlineData(typeof(HoldsSymbol))]
    [InlineData(typeof(HoldsLocation))]
    [InlineData(typeof(HoldsArray))]
    [InlineData(typeof(HoldsNested))]
    public void Check_finds_what_does_not_belong(Type type) => Assert.NotEmpty(FindForeign(type));

    // Fields, not properties: what is stored counts, not what is shown.
    private static List<string> FindForeign(Type root)
    {
        var found = new List<string>();
        var seen = new HashSet<Type>();
        var pending = new Queue<(Type Type, string Path)>([(root, root.Name)]);
        while (pending.TryDequeue(out var item))
        {
            var (type, path) = item;
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (!seen.Add(type) || type.IsEnum || type == typeof(string) || type == typeof(bool) || type == typeof(int) || type == typeof(double)) continue;
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableArray<>))
            {
                pending.Enqueue((type.GetGenericArguments()[0], path + "[]"));
                continue;
            }

            var isRecord = type.GetMethod("<Clone>$") is not null && type.IsSealed;
            if (!isRecord || type.Assembly != root.Assembly)
            {
                found.Add($"{path}: {type}");
                continue;
            }

            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)) pending.Enqueue((field.FieldType, $"{path}.{field.Name}"));
        }

        return found;
    }

    private sealed record HoldsSymbol(ISymbol Symbol);

    private sealed record HoldsLocation(Location? Location);

    private sealed record HoldsArray(string[] Names);

    private sealed record HoldsNested(EquatableArray<HoldsSymbolEquatable> Items);

    private sealed record HoldsSymbolEquatable(Compilation Compilation);
}
