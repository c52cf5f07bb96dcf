using Syncline.Generator.Model;

namespace Syncline.Analyzers;

/// <summary>A column that a destination needs, or takes.</summary>
/// <param name="Names">The names it may have.</param>
/// <param name="IsOptional">Whether a model may lack it.</param>
/// <param name="OnlyOne">Whether a model must not have several such columns.</param>
/// <param name="Kinds">What it may be of; none where that is anything.</param>
internal sealed record ColumnDemand(string[] Names, bool IsOptional, bool OnlyOne, ColumnKind[] Kinds);
