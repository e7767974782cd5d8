"""The benchmark of drafts counts what is right, wrong and lacking, and nothing twice."""

from __future__ import annotations

import sys

import pytest

from helpers import DATA, ROOT, of_files

sys.path.insert(0, str(ROOT / "benchmarks"))

from drafting import measure

# Of the made-up review: with ZnBr2 or KI the PLQY of CsPbBr3 went from 10.0 to 90.50 %, and CsPbI3
# diodes had an EQE of 1 to 2 %.
ALL = "With KI the PLQY of CsPbBr3 rose from 10.0 to 90.50 %. The CsPbI3 diodes had an EQE of 1 to 2 %. "
TEXTS = {  # right of 3 printed, drafted rows, wrong among them, treatments found of 1
    ALL: (3, 3, 0, 1),
    ALL.replace("KI", "CdCl2"): (1, 3, 2, 0),
    ALL.replace("90.50", "90"): (2, 3, 1, 1),
    ALL.replace("With KI the", "The").replace("rose", "was raised"): (1, 1, 0, 0),
    ALL.replace("EQE", "yield"): (2, 2, 0, 1),
}


@pytest.mark.parametrize("text", TEXTS)
def test_figures_of_a_made_up_text(text: str) -> None:
    graph = of_files(DATA / "made-up" / "tiny.ttl")
    found = measure(
        graph, text + "All of it was seen by everybody.", graph.find("Made-up review").iri
    )
    right = len(found.printed) - len(found.lacking)
    assert (right, len(found.drafted), len(found.wrong), len(found.found)) == TEXTS[text]
    assert (len(found.printed), len(found.treatments)) == (3, 1)
    assert f"printed values drafted right: {right} of 3" in str(found)
