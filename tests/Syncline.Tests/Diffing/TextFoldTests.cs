using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Syncline.Tests;

public sealed class TextFoldTests
{
    [Fact]
    public void The_whole_table_stays_as_it_is_and_nothing_folds_in_two_steps()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[4];
        var folded = 0;
        foreach (var rune in Runes())
        {
            var fold = TextFold.FoldRune(rune);
            if (fold != rune) folded++;
            if (fold != rune && TextFold.FoldRune(fold) != fold) Assert.Fail($"U+{rune.Value:X4} folds to U+{fold.Value:X4}, which folds further.");
            BinaryPrimitives.WriteInt32BigEndian(number, fold.Value);
            hash.AppendData(number);
        }

        Assert.Equal(1_480, folded);
        Assert.Equal("020ECA6A499B6A099773BBF7C75A08C242E55F101382604080C43F7DB59F8804", Convert.ToHexString(hash.GetHashAndReset()));
    }

    [Fact]
    public void The_spellings_of_a_character_are_all_that_fold_as_it_does()
    {
        foreach (var together in Runes().GroupBy(TextFold.FoldRune))
        {
            var expected = together.Order().ToArray();
            foreach (var rune in expected) Assert.Equal(expected, TextFold.Spellings(rune));
        }

        // What destinations that fold ASCII alone go by.
        Assert.Equal(["k"], Runes().Where(rune => rune.IsAscii && TextFold.Spellings(rune).Any(other => !other.IsAscii)).Select(rune => rune.ToString().ToLowerInvariant()).Distinct());
    }

    [Theory]
    [InlineData("ADA@Example.COM", "ada@example.com")]
    [InlineData("ÉDITH", "édith")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφοσ")]
    [InlineData("ς", "Σ")]
    [InlineData("\u212A", "k")]
    [InlineData("ẞ", "ß")]
    [InlineData("\U00010400", "\U00010428")]
    [InlineData("\U0001E921", "\U0001E943")]
    public void Texts_that_differ_in_case_are_equal(string left, string right)
    {
        Assert.True(TextFold.Equals(left, right));
        Assert.Equal(0, TextFold.Compare(left, right));
        Assert.Equal(TextFold.GetHashCode(left), TextFold.GetHashCode(right));
    }

    [Theory]
    [InlineData("ß", "ss")]
    [InlineData("İ", "i")]
    [InlineData("ı", "I")]
    [InlineData("ſ", "s")]
    [InlineData("a", "a ")]
    [InlineData("", null)]
    [InlineData("é", "e\u0301")]
    public void Other_texts_are_not(string? left, string? right)
    {
        Assert.False(TextFold.Equals(left, right));
        Assert.NotEqual(0, TextFold.Compare(left, right));
        Assert.Equal(Math.Sign(TextFold.Compare(left, right)), -Math.Sign(TextFold.Compare(right, left)));
    }

    [Fact]
    public void Lone_surrogates_stay_and_tell_texts_apart()
    {
        Assert.True(TextFold.Equals("\uD801b", "\uD801B"));
        Assert.False(TextFold.Equals("\uD800b", "\uD801b"));
        Assert.False(TextFold.Equals("\uD801", "\uDC00"));
        // Here the low surrogate begins no pair, so it is not half of a letter with case.
        Assert.False(TextFold.Equals("x\uDC00", "x\uDC28"));
    }

    [Fact]
    public void Nulls_come_first()
    {
        Assert.True(TextFold.Equals(null, null));
        Assert.Equal(0, TextFold.Compare(null, null));
        Assert.True(TextFold.Compare(null, "") < 0);
        Assert.True(TextFold.Compare("", null) > 0);
    }

    [Fact]
    public void Equality_order_hash_and_folded_text_agree()
        => Gen.Select(Cased, Cased).Sample(
            (left, right) =>
            {
                var equal = Folded(left) == Folded(right);
                Assert.Equal(equal, TextFold.Equals(left, right));
                Assert.Equal(Math.Sign(string.CompareOrdinal(Folded(left), Folded(right))), Math.Sign(TextFold.Compare(left, right)));
                if (equal) Assert.Equal(TextFold.GetHashCode(left), TextFold.GetHashCode(right));
            },
            iter: 20_000);

    [Fact]
    public void Folding_as_bytes_and_as_text_gives_the_same()
        => Cells.Text.Select(t => new string([.. t.EnumerateRunes().SelectMany(r => r.ToString())])).Sample(
            text =>
            {
                var utf8 = Encoding.UTF8.GetBytes(text);
                var folded = new byte[TextFold.MaxFoldedLength(utf8.Length)];
                var length = TextFold.FoldUtf8(utf8, folded);
                Assert.Equal(Folded(text), Encoding.UTF8.GetString(folded.AsSpan(0, length)));
            },
            iter: 2_000);

    [Fact]
    public void Every_rune_folds_alike_as_bytes_and_as_text()
    {
        Span<byte> bytes = stackalloc byte[16];
        Span<byte> foldedBytes = stackalloc byte[16];
        Span<byte> expected = stackalloc byte[16];
        Span<char> chars = stackalloc char[2];
        Span<char> foldedChars = stackalloc char[2];
        // No letter with case lies beyond.
        foreach (var rune in Runes().TakeWhile(r => r.Value < 0x20000))
        {
            var length = rune.EncodeToUtf8(bytes);
            var end = TextFold.FoldUtf8(bytes[..length], foldedBytes[..TextFold.MaxFoldedLength(length)]);
            var units = rune.EncodeToUtf16(chars);
            TextFold.Fold(chars[..units], foldedChars);
            var expectedEnd = Encoding.UTF8.GetBytes(foldedChars[..units], expected);
            if (!foldedBytes[..end].SequenceEqual(expected[..expectedEnd])) Assert.Fail($"U+{rune.Value:X4} folds one way as bytes and another as text.");
        }
    }

    // Few letters in both cases, so that equal texts come often.
    private static Gen<string> Cased => Cells.Pick("a", "A", "é", "É", "\u212A", "k", "\U00010400", "\U00010428", "\uD801", "\uDC00").Array[0, 3].Select(string.Concat);

    private static string Folded(string text) => string.Create(text.Length, text, static (to, from) => TextFold.Fold(from, to));

    private static IEnumerable<Rune> Runes()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.IsValid(value)) yield return new Rune(value);
        }
    }
}
