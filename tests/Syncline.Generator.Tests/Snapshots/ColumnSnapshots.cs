using Syncline.Generator.Tests.Harness;
using Syncline.Tests.Snapshots;
using Xunit;

namespace Syncline.Generator.Tests.Snapshots;

/// <summary>What is generated for each kind of column and key.</summary>
public sealed class ColumnSnapshots
{
    [Fact]
    public Task Every_type() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Int32))]
        public partial record Everything(
            bool Boolean, byte Byte, sbyte SByte, char Char, short Int16, ushort UInt16, int Int32, uint UInt32, long Int64, ulong UInt64, nint IntPtr, nuint UIntPtr,
            float Single, double Double, decimal Decimal, string Text, Guid Guid, DateTime DateTime, DateTimeOffset DateTimeOffset, DateOnly DateOnly, TimeOnly TimeOnly,
            TimeSpan TimeSpan, byte[] Bytes, ReadOnlyMemory<byte> Memory);
        """).Driver);

    [Fact]
    public Task Every_nullable_type() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Int32))]
        public partial record Everything(
            bool? Boolean, byte? Byte, sbyte? SByte, char? Char, short? Int16, ushort? UInt16, int? Int32, uint? UInt32, long? Int64, ulong? UInt64, nint? IntPtr, nuint? UIntPtr,
            float? Single, double? Double, decimal? Decimal, string? Text, Guid? Guid, DateTime? DateTime, DateTimeOffset? DateTimeOffset, DateOnly? DateOnly, TimeOnly? TimeOnly,
            TimeSpan? TimeSpan, byte[]? Bytes, ReadOnlyMemory<byte>? Memory);
        """).Driver);

    [Fact]
    public Task Enums() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        public enum Tier : short { Free, Pro = 5 }

        [Flags]
        public enum Rights : ulong { None, Read = 1, View = Read, Write = 2 }

        [SyncModel(nameof(Tier), nameof(Rights))]
        public partial record Plan(
            Tier Tier,
            [SyncColumn(EnumAs = EnumStorage.Name)] Rights Rights,
            Rights? Granted,
            [SyncColumn("wanted", EnumAs = EnumStorage.Name), Sensitive] Rights? Wanted,
            [SyncColumn(EnumAs = EnumStorage.Name)] Tier Next);
        """).Driver);

    [Fact]
    public Task Wrappers() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        public enum Tier { Free, Pro }
        public readonly record struct CustomerId(int Value);
        public sealed record Email(string Address);
        public readonly record struct Nickname(string? Value);
        public readonly record struct Points(int? Value);
        public readonly record struct Level(Tier Tier);

        public sealed class Sku
        {
            private Sku(string text) => Text = text;

            public string Text { get; }

            public static Sku From(string text) => new(text);
        }

        public struct Weight
        {
            public double Grams { get; private set; }

            public static Weight Create(double grams) => new() { Grams = grams };
        }

        [SyncModel(nameof(Id), nameof(Sku))]
        public partial record Customer(
            CustomerId Id, Sku Sku, Email Email, Email? Backup, Nickname Nickname, Nickname? Alias, Points Points, Points? Bonus, Weight Weight, Weight? Max,
            CustomerId? Parent, [SyncColumn(EnumAs = EnumStorage.Name)] Level Level);
        """).Driver);

    [Fact]
    public Task Converters() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        public sealed class Tags : IColumnConverter<string[], string>, IColumnConverter<int[], byte[]>
        {
            public static string ToColumn(string[] value) => string.Join(',', value);

            public static string[] FromColumn(string value) => value.Split(',');

            public static byte[] ToColumn(int[] value) => new byte[value.Length];

            public static int[] FromColumn(byte[] value) => new int[value.Length];
        }

        public readonly struct Versions : IColumnConverter<Version, long>
        {
            static long IColumnConverter<Version, long>.ToColumn(Version value) => value.Major;

            static Version IColumnConverter<Version, long>.FromColumn(long value) => new((int)value, 0);
        }

        public class Half<T> : IColumnConverter<System.Half, T>
            where T : System.Numerics.INumber<T>
        {
            public static T ToColumn(System.Half value) => T.CreateChecked(value);

            public static System.Half FromColumn(T value) => System.Half.CreateChecked(value);
        }

        [SyncModel(nameof(Version), nameof(Tags))]
        public partial record Release(
            [SyncColumn(Converter = typeof(Versions))] Version Version,
            [SyncColumn(Converter = typeof(Tags), IgnoreCase = true)] string[]? Tags,
            [SyncColumn(Converter = typeof(Tags))] int[] Numbers,
            [SyncColumn(Converter = typeof(Half<double>), Tolerance = 0.5)] System.Half? Weight,
            [SyncColumn(Converter = typeof(Half<double>))] System.Half Height,
            [SyncColumn(Converter = typeof(Versions))] Version? Next);
        """).Driver);

    [Fact]
    public Task Options() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        public partial record Customer(
            [SyncColumn("customer id")] int Id,
            [SyncColumn("e-mail \"main\" \\ <b>", IgnoreCase = true)] string Email,
            [SyncColumn(Compare = false)] DateTime SeenAt,
            [SyncColumn(Tolerance = 0.01)] decimal Balance,
            [SyncColumn(Tolerance = 2)] float? Score,
            [SyncColumn(Tolerance = 1e-9, Nulls = NullPolicy.Skip)] double? Rate,
            [property: SyncColumn(IgnoreCase = true, Nulls = NullPolicy.Skip)] string? City,
            [property: Sensitive] byte[]? Photo);
        """).Driver);

    [Fact]
    public Task Composite_key() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(PrimaryKey = [nameof(LineNumber), nameof(OrderId), nameof(Region)])]
        public partial record OrderLine(long OrderId, int LineNumber, string Region, int Quantity);
        """).Driver);

    [Fact]
    public Task Text_key_without_case() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Email), nameof(Tenant), nameof(Since))]
        public partial record Subscriber([SyncColumn(IgnoreCase = true)] string Email, string Tenant, DateTimeOffset Since);
        """).Driver);

    [Fact]
    public Task Key_with_nullable_and_sensitive_parts() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        public sealed record Ssn(string Value);

        [SyncModel(nameof(Person), nameof(Number), nameof(CompareTo))]
        public sealed partial record Policy([Sensitive] Ssn? Person, int? Number, bool CompareTo);
        """).Driver);

    [Fact]
    public Task Key_of_nine_wrapped_parts() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        public readonly record struct Part(int Value);

        [SyncModel("A", "B", "C", "D", "E", "F", "G", "H", "I")]
        public partial record Point(Part A, Part B, Part C, Part D, Part E, Part F, Part G, Part H, Part I);
        """).Driver);

    [Fact]
    public Task Sensitive_columns_of_a_sealed_record() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        public sealed partial record Customer(int Id, [Sensitive] string Email)
        {
            public string Domain => Email.Split('@')[1];

            [Sensitive, SyncIgnore]
            public string Secret => Email;

            public readonly int Field;
        }
        """).Driver);

    [Fact]
    public Task Sensitive_columns_of_an_open_record() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        public partial record Customer(int Id, [property: Sensitive] string Email);
        """).Driver);

    [Fact]
    public Task Sensitive_columns_of_a_record_struct() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        public partial record struct Customer([Sensitive] int Id, string Email);
        """).Driver);

    [Fact]
    public Task Sensitive_columns_of_a_base_that_is_no_model() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        public record Person(int Id, [property: Sensitive] string Email);

        [SyncModel(nameof(Id))]
        public sealed partial record Customer(int Id, string Email, string City) : Person(Id, Email);
        """).Driver);

    [Fact]
    public Task Sensitive_columns_with_a_print_of_its_own() => Snapshot.Verify(Generated.Clean("""
        namespace Shop;

        [SyncModel(nameof(Id))]
        public sealed partial record Customer(int Id, [Sensitive] string Email)
        {
            private bool PrintMembers(System.Text.StringBuilder builder)
            {
                builder.Append(Id);
                return true;
            }
        }
        """).Driver);
}
