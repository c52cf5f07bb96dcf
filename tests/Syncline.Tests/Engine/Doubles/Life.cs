using Syncline.Tests.Engine.Oracle;

namespace Syncline.Tests.Engine;

/// <summary>A process that dies at a step: nothing it does from then on has an effect.</summary>
internal sealed class Life(int steps)
{
    private int _left = steps;

    public bool IsOver { get; private set; }

    public void Step()
    {
        if (IsOver || _left-- == 0)
        {
            IsOver = true;
            throw new DeathException();
        }
    }
}
