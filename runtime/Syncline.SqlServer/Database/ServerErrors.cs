namespace Syncline;

/// <summary>The numbers of SQL Server's errors about a statement, the names in it, the rights to them or the server, whatever the row: their messages quote no value.</summary>
internal static class ServerErrors
{
    public static bool Has(int number) => number is
        // Words and their order.
        102 or 103 or 104 or 105 or 107 or 108 or 109 or 110 or 116 or 119 or 120 or 121 or 130 or 134 or 137 or 141 or 145 or 156 or 164 or 170 or 195 or 205 or 319 or 334 or 1054 or 8120
        // Names that are none, or more than one, and types that don't go together.
        or 201 or 202 or 206 or 207 or 208 or 209 or 213 or 257 or 271 or 306 or 402 or 403 or 447 or 451 or 468 or 911 or 1087 or 2714 or 2760 or 2801 or 2812 or 3701 or 4104 or 4121 or 4145 or 4902 or 8116 or 8117 or 8144 or 8145 or 8155 or 8156
        // Rights, log-ins, doors that are shut.
        or 229 or 230 or 262 or 297 or 300 or 371 or 916 or 1088 or 4064 or 4834 or 6004 or 15151 or 15247 or 18450 or 18452 or 18456 or 18470 or 18486 or 18487 or 18488 or 40615 or 40914
        // Columns that the server alone writes, and settings that a table wants.
        or 272 or 273 or 544 or 1934 or 8101 or 8102 or 13536 or 13537
        // Transactions and isolation.
        or 266 or 3621 or 3902 or 3903 or 3952 or 3957 or 3958 or 3998
        // Memory, space, and pages that can't be read.
        or 605 or 823 or 824 or 825 or 829 or 5149 or 5242 or 5243 or 7105 or 8657 or 8658 or 17809 or 40544 or 40551 or 40552 or 40553 or 942
        // Databases and languages as connections change them.
        or 5701 or 5703;
}
