"""The table of gaps as a picture: for each host and form, agents against defects."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate

from defectkg.draw import svg
from defectkg.errors import DefectkgError
from defectkg.rdf.rows import Rows

__all__ = ["gaps_svg"]

# Each state has a colour of Okabe and Ito's and a sign: no reader needs to see colours.
STATES = {
    "supported": ("#009E73", "+"),
    "refuted": ("#D55E00", "−"),
    "in tension": ("#F0E442", "±"),
    "declared open": ("#56B4E9", "?"),
    "not meaningful": ("#BBBBBB", "n/a"),
    "never tried": ("#FFFFFF", ""),
}
COLUMNS = ("defect", "agent", "host", "form", "state", "publications")
CELL, ROW, GAP, MARGIN = 40.0, 24.0, 26.0, 24.0
LABEL = 200.0  # px

Cells = dict[tuple[str, str], tuple[str, str]]


def gaps_svg(rows: Rows) -> str:
    """Draw a table of gaps as one grid for each host and form.

    Parameters
    ----------
    rows : Rows
        With the columns defect, agent, host, form, state, publications.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    DefectkgError
        If a column is missing, a state is unknown, or there are no rows.
    """
    grids = grids_of(rows)
    agents = sorted({agent for cells in grids.values() for agent, _ in cells})
    shown = {agent: svg.wrap(agent, LABEL) for agent in agents}
    left = MARGIN + max(svg.text_width(line) for lines in shown.values() for line in lines) + 12
    defects = {key: sorted({defect for _, defect in cells}) for key, cells in grids.items()}
    names = {defect for found in defects.values() for defect in found}
    head = 64 + max(map(svg.text_width, names)) * 0.87
    heights = [max(ROW, len(shown[agent]) * svg.LINE + 4) for agent in agents]
    tops = list(accumulate(heights, initial=head))
    out = [
        svg.text(left - 8, top + height / 2, shown[agent], anchor="end")
        for agent, top, height in zip(agents, tops, heights, strict=False)
    ]
    x = left
    for (host, form), cells in grids.items():
        columns = defects[host, form]
        wide = max(len(columns) * CELL, *(svg.text_width(t, 15) for t in (host, form)))
        out.append(svg.text(x, 30, [t for t in (host, form) if t], size=15, anchor="start"))
        out += [slanted(x + (i + 0.5) * CELL, head - 8, name) for i, name in enumerate(columns)]
        for agent, top, height in zip(agents, tops, heights, strict=False):
            for place, defect in enumerate(columns):
                if found := cells.get((agent, defect)):
                    told = f"{agent}, {defect}, {host}, {form}: "
                    out.append(cell(x + place * CELL, top, height, *found, told))
        x += wide + GAP
    lean = max(map(svg.text_width, names)) * 0.5  # the last slanted name leans out of its grid
    width = max(x - GAP + max(MARGIN, lean), 860.0)
    out.append(legend(MARGIN, tops[-1] + 32))
    about = f"{len(rows.values)} cells: what is known of each agent against each defect."
    return svg.document(width, tops[-1] + 60, "Tried and not tried", about, out)


def grids_of(rows: Rows) -> dict[tuple[str, str], Cells]:
    """Return the cells of each host and form, by agent and defect."""
    missing = [name for name in COLUMNS if name not in rows.columns]
    if missing:
        raise DefectkgError(f"no column {', '.join(missing)}; give the rows of gaps")
    grids: dict[tuple[str, str], Cells] = defaultdict(dict)
    for row in rows.dicts():
        if row["state"] not in STATES:
            raise DefectkgError(f"unknown state {row['state']!r}; use {', '.join(STATES)}")
        cells = grids[row["host"], row["form"]]
        cells[row["agent"], row["defect"]] = row["state"], row["publications"]
    if not grids:
        raise DefectkgError("no gaps to draw; ask for more agents, defects or hosts")
    return dict(sorted(grids.items()))


def slanted(x: float, y: float, name: str) -> str:
    """Return the name of a column, leaning to the right."""
    turned = f'transform="rotate(-60 {svg.number(x)} {svg.number(y)})"'
    return svg.text(x, y, [name], anchor="start", more=turned)


def cell(x: float, y: float, height: float, state: str, publications: str, told: str) -> str:
    """Return one cell with its sign and the number of its publications."""
    fill, sign = STATES[state]
    works = count(publications)
    words = f"{sign} {works}" if works and sign else sign
    frame = svg.box(x, y, CELL, height, f'fill="{fill}" stroke="#888888"')
    label = svg.text(x + CELL / 2, y + height / 2, [words]) if words else ""
    title = f"<title>{svg.safe(told + state)}</title>"
    return f'<g data-state="{state}">{title}{frame}{label}</g>\n'


def count(publications: str) -> int:
    """Return how many publications a cell of the table names or counts."""
    if publications.isdigit():
        return int(publications)
    return len([name for name in publications.split(";") if name.strip()])


def legend(x: float, y: float) -> str:
    """Return what the colours and signs mean, in one row."""
    out = []
    for state, (fill, sign) in STATES.items():
        out.append(svg.box(x, y - 11, 32, 22, f'fill="{fill}" stroke="#888888"'))
        out.append(svg.text(x + 16, y, [sign]) if sign else "")
        out.append(svg.text(x + 38, y, [state], anchor="start"))
        x += 38 + svg.text_width(state) + 18
    return "".join(out)
