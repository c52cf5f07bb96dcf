using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>SYNC106: a sync bound to a destination asks only for what the destination's capability interfaces give.</summary>
internal static class DestinationRules
{
    public static void Check(Declaration declaration, AttributeData attribute, Sync sync)
    {
        if (Bound(attribute) is not { } destination || Capabilities.OfMode(sync.Type, sync.Mode) is not { } forRows) return;

        // What becomes of removed rows is a question for a destination that takes the others.
        if (Takes(declaration, destination, forRows)) CheckRemoval(declaration, attribute, sync, destination);
        else CheckMode(declaration, attribute, sync, destination);
    }

    /// <summary>The destination that a sync is bound to. One that is not there, or is no destination at all, is the compiler's business.</summary>
    public static INamedTypeSymbol? Bound(AttributeData attribute)
        => attribute.AttributeClass is { TypeArguments: [INamedTypeSymbol { TypeKind: not TypeKind.Error } destination] } && Has(destination, "IDestination") ? destination : null;

    private static void CheckMode(Declaration declaration, AttributeData attribute, Sync sync, INamedTypeSymbol destination)
    {
        var offered = SyncTable.Modes(sync.Type)
            .Select(mode => (Mode: mode, Capability: Capabilities.OfMode(sync.Type, mode)))
            .Where(offer => offer.Capability is not null && Has(destination, offer.Capability))
            .ToArray();
        var taken = offered.Where(offer => Takes(declaration, destination, offer.Capability!)).Select(offer => offer.Mode).ToArray();
        var wanted = Capabilities.OfMode(sync.Type, sync.Mode)!;
        var reason = taken.Length > 0 ? $"it takes {Sentence.List(taken.Select(mode => mode.ToString()))}"
            : Bare(declaration, destination, wanted)
            ?? ForOthers(declaration, destination, offered.Select(offer => (offer.Mode.ToString(), offer.Capability!)))
            ?? (SyncTable.Modes(sync.Type).Count > 1 ? $"it takes none of the modes of {sync.Type}" : $"it is no {wanted}");
        // Actions have no mode to write, so the attribute is the place.
        declaration.Report(Rules.DestinationLacks, Sites.Argument(attribute, "Mode", declaration.CancellationToken), FixData.Choices(taken.Select(SyncChoices.Mode)), destination.Name, SyncChoices.InWords(sync.Type.ToString(), sync.Mode.ToString(), nameof(WhenRemoved.Keep)), reason);
    }

    private static void CheckRemoval(Declaration declaration, AttributeData attribute, Sync sync, INamedTypeSymbol destination)
    {
        if (!Capabilities.TryOfRemoval(sync.Type, sync.WhenRemoved, out var wanted) || wanted is null || Takes(declaration, destination, wanted)) return;
        var removals = SyncTable.Removals(sync.Type, sync.Mode)
            .Where(removal => Capabilities.TryOfRemoval(sync.Type, removal, out var capability) && (capability is null || Takes(declaration, destination, capability)))
            .ToArray();
        var reason = Bare(declaration, destination, wanted)
            ?? ForOthers(declaration, destination, [(sync.WhenRemoved.ToString(), wanted)])
            ?? $"it takes {Sentence.List(removals.Select(removal => removal.ToString()))}";
        var choices = removals.Where(removal => removal != WhenRemoved.Keep).Select(SyncChoices.Removal).Append("-WhenRemoved");
        declaration.Report(Rules.DestinationLacks, Sites.Argument(attribute, "WhenRemoved", declaration.CancellationToken), FixData.Choices(choices), destination.Name, $"WhenRemoved = {sync.WhenRemoved}", reason);
    }

    // Only the marker stands there: nothing takes a row of any model.
    private static string? Bare(Declaration declaration, INamedTypeSymbol destination, string capability)
        => Has(destination, capability) && TypedCapabilities.Models(destination, capability).Count == 0
            ? $"{capability} alone takes no rows, so implement {TypedCapabilities.Twin(capability, declaration.Type)}{(TypedCapabilities.HasNoTwin(capability) ? "" : " or OpenAsync")}"
            : null;

    private static string? ForOthers(Declaration declaration, INamedTypeSymbol destination, IEnumerable<(string Name, string Capability)> offered)
    {
        var others = offered
            .Select(offer => (offer.Name, Models: TypedCapabilities.Models(destination, offer.Capability)))
            .Where(offer => offer.Models.Count > 0)
            .Select(offer => $"{offer.Name} of {Sentence.List(offer.Models)}")
            .ToArray();
        return others.Length == 0 ? null : $"it takes {Sentence.List(others)}, not of {declaration.Type.Name}";
    }

    private static bool Takes(Declaration declaration, INamedTypeSymbol destination, string capability)
        => Has(destination, capability) && !TypedCapabilities.IsForOthers(destination, capability, declaration.Type);

    private static bool Has(INamedTypeSymbol destination, string capability)
        => destination.IsSyncline(capability) || destination.AllInterfaces.Any(type => type.IsSyncline(capability));
}
