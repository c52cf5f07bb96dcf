using System.Text;

namespace Syncline.Analyzers;

/// <summary>Knows names that smell of personal data, by their words: <c>HomePhone</c>, <c>first_name</c>, <c>DateOfBirth</c>.</summary>
internal static class PersonalNames
{
    private static readonly HashSet<string> Single = new(StringComparer.Ordinal)
    {
        "EMAIL", "PHONE", "MOBILE", "FAX", "SSN", "IBAN", "PASSPORT", "BIRTHDAY", "BIRTHDATE", "SURNAME", "LASTNAME", "FIRSTNAME", "FULLNAME", "SALARY", "PASSWORD", "STREET", "POSTCODE", "ZIPCODE",
    };

    private static readonly string[][] Several =
    [
        ["FIRST", "NAME"], ["LAST", "NAME"], ["FULL", "NAME"], ["GIVEN", "NAME"], ["FAMILY", "NAME"], ["MIDDLE", "NAME"], ["BIRTH", "DATE"], ["OF", "BIRTH"], ["E", "MAIL"], ["TAX", "ID"], ["SOCIAL", "SECURITY"],
        ["CREDIT", "CARD"], ["CARD", "NUMBER"], ["BANK", "ACCOUNT"], ["IP", "ADDRESS"], ["POSTAL", "CODE"], ["ZIP", "CODE"], ["DRIVING", "LICENCE"], ["DRIVER", "LICENSE"],
    ];

    public static bool IsPersonal(string name)
    {
        var words = Words(name);
        return words.Any(Single.Contains) || Several.Any(sequence => Contains(words, sequence));
    }

    /// <summary>The words of a name in capitals, whatever case it is written in.</summary>
    public static IReadOnlyList<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            // A capital begins a word after a small letter, and where it ends a run of capitals: IPAddress is IP and Address.
            var begins = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]));
            if (begins || !char.IsLetterOrDigit(name[i])) End();
            if (char.IsLetterOrDigit(name[i])) word.Append(char.ToUpperInvariant(name[i]));
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }

    private static bool Contains(IReadOnlyList<string> words, string[] sequence)
        => Enumerable.Range(0, Math.Max(0, words.Count - sequence.Length + 1)).Any(start => words.Skip(start).Take(sequence.Length).SequenceEqual(sequence));
}
