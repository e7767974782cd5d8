"""Outcomes before and after as a plot, drawn by Vega-Lite without a network."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from defectkg.draw.extra import figures_library
from defectkg.errors import DefectkgError
from defectkg.rdf.rows import Rows

__all__ = ["outcome_plot"]

MOST = 40  # treatments of one plot
BEFORE, AFTER = "#767676", "#0072B2"


def outcome_plot(rows: Rows) -> str:
    """Draw the numbers of one observable before and after each treatment.

    Parameters
    ----------
    rows : Rows
        Of the query ``outcomes``. The observable and unit that most rows have are drawn.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    DefectkgError
        If no row has a number, or vl-convert is not installed.
    """
    found = [
        row
        for row in rows.dicts()
        if row["agent"] and row["after"] and row["quantity"] == "absolute"
    ]
    if not found:
        raise DefectkgError("no row has a number to draw: the table below has the words")
    (observable, unit), _ = Counter((r["observable"], r["unit"]) for r in found).most_common(1)[0]
    points: list[dict[str, Any]] = []
    for row in found:
        if (row["observable"], row["unit"]) != (observable, unit) or len(points) == MOST:
            continue
        where = ", ".join(filter(None, (row["host"], row["form"])))
        points.append(
            {
                "treatment": f"{row['agent']} · {where} · {row['publication']}",
                "before": float(row["before"]) if row["before"] else None,
                "after": float(row["after"]),
            }
        )
    return str(
        figures_library("vl_convert").vegalite_to_svg(json.dumps(spec(points, observable, unit)))
    )


def spec(points: list[dict[str, Any]], observable: str, unit: str) -> dict[str, Any]:
    """Return the plot as Vega-Lite: a line from before to after, a ring and a dot at its ends."""
    title = f"{observable} ({unit})" if unit else observable
    y = {
        "field": "treatment",
        "type": "nominal",
        "title": None,
        "sort": {"field": "after", "order": "descending"},
        "axis": {"labelLimit": 420},
    }

    def mark(colour: str, x: str, **more: Any) -> dict[str, Any]:
        across = {"field": x, "type": "quantitative", "title": title}
        return {
            "mark": {"type": "point", "color": colour, "opacity": 1, **more},
            "encoding": {"y": y, "x": across},
        }

    line = mark(BEFORE, "before", type="rule")
    line["encoding"]["x2"] = {"field": "after"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": points},
        "width": 380,
        "background": "white",
        "layer": [
            line,
            mark(BEFORE, "before", size=70),
            mark(AFTER, "after", size=70, filled=True),
        ],
    }
