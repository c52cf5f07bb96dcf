using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Syncline.Analyzers;

/// <summary>A call that hands a destination to a sync.</summary>
/// <param name="Method">The method, or its only candidate where the call breaks a constraint.</param>
/// <param name="Destination">The argument.</param>
/// <param name="Needed">The capability interfaces that the sync asks for.</param>
internal sealed record DestinationCall(ISymbol Method, ArgumentSyntax Destination, INamedTypeSymbol[] Needed);
