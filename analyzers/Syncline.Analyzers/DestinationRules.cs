using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>SYNC106: a sync bound to a destination asks only for what the destination's capability interfaces give.</summary>
internal static class DestinationRules
{
    public static void Check(Declaration declaration, AttributeData attribute, Sync sync)
    {
        if (attribute.AttributeClass is not { TypeArguments: [INamedTypeSymbol { TypeKind: not TypeKind.Error } destination] }) return;
        if (Capabilities.OfMode(sync.Type, sync.Mode) is not { } forRows) return;

        var name = destination.Name;
        bool Has(INamedTypeSymbol type, string capability) => DestinationRules.Has(type, capability) && !TypedCapabilities.IsForOthers(type, capability, declaration.Type);
        if (!Has(destination, forRows))
        {
            var modes = SyncTable.Modes(sync.Type).Where(mode => Capabilities.OfMode(sync.Type, mode) is { } capability && Has(destination, capability)).ToArray();
            var takes = modes.Length == 0 ? "none of the modes" : Sentence.List(modes.Select(mode => mode.ToString()));
            declaration.Report(Rules.DestinationLacks, Sites.Argument(attribute, "Mode", declaration.CancellationToken), FixData.Choices(modes.Select(SyncChoices.Mode)), name, $"{sync.Type} with {sync.Mode}", takes);
        }

        if (!Capabilities.TryOfRemoval(sync.Type, sync.WhenRemoved, out var forRemovals) || forRemovals is null || Has(destination, forRemovals)) return;
        var removals = SyncTable.Removals(sync.Type, sync.Mode).Where(removal => Capabilities.TryOfRemoval(sync.Type, removal, out var capability) && (capability is null || Has(destination, capability))).ToArray();
        var choices = removals.Where(removal => removal != WhenRemoved.Keep).Select(SyncChoices.Removal).Append("-WhenRemoved");
        declaration.Report(Rules.DestinationLacks, Sites.Argument(attribute, "WhenRemoved", declaration.CancellationToken), FixData.Choices(choices), name, $"WhenRemoved = {sync.WhenRemoved}", Sentence.List(removals.Select(removal => removal.ToString())));
    }

    private static bool Has(INamedTypeSymbol destination, string capability)
        => destination.IsSyncline(capability) || destination.AllInterfaces.Any(type => type.IsSyncline(capability));
}
