"""One path for many: whole chains for short cuts, variants folded behind the first defect.

A work that says both that a ligand lowers a trap and by which steps it does so tells one chain; the
short cut is not another mechanism. Nor are two paths that bring the same change of the same defect
and differ only in how that defect harms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from defectkg.mechanisms.paths import MechanismPath, Step, StepKind
from defectkg.model import terms
from defectkg.model.claims import Kinds

__all__ = ["fold_key", "told_in_full"]

StepsFrom = Callable[[str], Iterable[Step]]


def fold_key(path: MechanismPath, kinds: Kinds) -> tuple[str, ...]:
    """Return what paths share that differ only behind the first defect or electronic feature."""
    until = len(path.steps)
    for number, kind in enumerate(path.kinds[1:], 1):
        if kinds.groups.get(kind) in terms.FLAWS:
            until = number
            break
    return path.sign, *path.kinds[: until + 1]


def told_in_full(path: MechanismPath, steps_from: StepsFrom, most: int) -> tuple[Step, ...]:
    """Return the steps of a path, each replaced by the longest way by which its work goes there.

    Parameters
    ----------
    path : MechanismPath
        If no one work tells it, its steps come back as they are.
    steps_from : callable
        Returns the steps that a path may take from a kind inside it.
    most : int
        Most steps.
    """
    best = path.steps
    for work in sorted(path.told_by):
        steps: tuple[Step, ...] = ()
        for number, step in enumerate(path.steps):
            left = most - len(steps) - len(path.steps) + number + 1
            taken = {*path.kinds, *(s.effect for s in steps)}
            ways = detours(step, work, steps_from, taken, left) if step.works else ()
            steps += max(((step,), *ways), key=length_then_belief)
        best = max(best, steps, key=length_then_belief)
    return best


def length_then_belief(steps: tuple[Step, ...]) -> tuple[int, float]:
    """Return by what the longest way is chosen."""
    return len(steps), min(step.belief for step in steps)


def detours(
    step: Step,
    work: str,
    steps_from: StepsFrom,
    taken: set[str],
    most: int,
    so_far: tuple[Step, ...] = (),
) -> Iterator[tuple[Step, ...]]:
    """Yield the ways in which a work goes from the start of a step to its effect, of its sign."""
    for after in steps_from(so_far[-1].effect if so_far else step.start):
        chain = (*so_far, after)
        if len(chain) > most or work not in after.works or after.kind != StepKind.CLAIM:
            continue
        if after.effect == step.effect:
            if MechanismPath(chain).sign == step.polarity:
                yield chain
        elif after.effect not in taken and after.effect not in {s.start for s in chain}:
            yield from detours(step, work, steps_from, taken, most, chain)
