namespace Syncline;

/// <summary>The one form of values that are one key: what is equal is written alike.</summary>
internal static class KeyForms
{
    public static DateTimeOffset Of(DateTimeOffset instant) => instant.ToUniversalTime();

    // Division by one at the largest scale leaves no zero at the end.
    public static decimal Of(decimal number) => number / 1.0000000000000000000000000000m;

    public static double Of(double number) => number == 0 ? 0 : number;

    public static float Of(float number) => number == 0 ? 0 : number;
}
