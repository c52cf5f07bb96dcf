using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Changes;

/// <summary>One <c>column = value</c> of an UPDATE.</summary>
internal sealed record Assignment(Table Table, int Column, Bound Value)
{
    public void Apply(object?[] values, Frame frame)
    {
        var column = Table.Columns[Column];
        values[Column] = SqlConvert.Assign(Value.Evaluate(frame), Value.Type, column.Type, Table.FullName, column.Name);
    }

    /// <summary>Refuses what SQL Server converts only when it is told to.</summary>
    public static void CheckImplicit(SqlType from, SqlType to)
    {
        if (from.Kind == to.Kind)
            return;
        var isRefused = (to.IsBinary && (from.IsText || from.IsApproximate || from.IsTemporal && from.Kind is not (SqlKind.DateTime or SqlKind.SmallDateTime)))
            || (to.IsNumber && from.IsTemporal)
            || (to.IsNumber && to.IsApproximate && from.IsBinary);
        if (isRefused && from.Kind is SqlKind.Date or SqlKind.Time or SqlKind.DateTime2 or SqlKind.DateTimeOffset)
            throw SqlErrors.OperandClash(from, to);
        if (isRefused)
            throw SqlErrors.ImplicitConversion(from, to);
        if ((to.Kind == SqlKind.UniqueIdentifier && !from.IsText && !from.IsBinary) || (from.Kind == SqlKind.UniqueIdentifier && !to.IsText && !to.IsBinary))
            throw SqlErrors.OperandClash(from, to);
        if (to.IsTemporal && from.IsNumber && to.Kind is not (SqlKind.DateTime or SqlKind.SmallDateTime))
            throw SqlErrors.OperandClash(from, to);
    }
}
