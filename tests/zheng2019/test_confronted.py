"""What the review prints, confronted with what follows from it: every row that is apart, by hand."""

from __future__ import annotations

from defectkg.check.confrontation import AGREES
from defectkg.graph import DefectGraph

APART = {
    # 12.6e16 / 1.75e16 = 7.2; 7.2 / 10 = 0.72
    ("zheng2019-zinc-alloying-m3", "× 7.2", "× 0.72"),
    # 3 Br for each Pb of CsPbBr3; 3 / 4 = 0.75
    ("zheng2019-halide-rich-m5", "Pb:Br 1:3", "× 0.75"),
    # (101 - 119) / 119 = -0.151
    ("zheng2019-heterovalent-dopants-c6", "15.1 % smaller", "15.1 % smaller"),
    # 0.124 1.194 1.9 3.0 5.02 6.2 6.5 15.1 20: the fifth is 5.02; 3 / 5.02 = 0.60
    ("zheng2019-ddab-m3", "place 6 of 9, median 5.02 %", "× 0.6 of the median"),
    ("zheng2019-hydrogen-bromide-m2", "place 9 of 9, median 5.02 %", "× 0.025 of the median"),
    # 51 54.1 60 66 78 84 86 89 90 96 96 96.5 100: the seventh is 86; 66 / 86 = 0.77
    ("zheng2019-potassium-iodide-m1", "place 10 of 13, median 86 %", "× 0.77 of the median"),
    # (1 - 0.965) / 1.90 = 0.01842 us; 1.90 * 0.965 / 0.035 = 52.4 in 1/us
    ("zheng2019-nickel-m3", "PL lifetime 18.4 ns, k_r 0.0524 ns⁻¹", "nothing printed to compare"),
}
AGREEING = {
    # 3 * 0.25 - 0.25 = 0.5 eV; exp(0.5 / 0.025680) = exp(19.471) = 2.86e8, and more above factor 3
    ("zheng2019-small-isovalent-ions-m1", "× ≥ 2.9e+08 fewer"),
    # 0.124 / 96 = 0.0013; 6.5 / 90 = 0.072
    ("zheng2019-hydrogen-bromide-m1", "injection × extraction 0.0013"),
    ("zheng2019-phosphorus-ligands-m4", "injection × extraction 0.072"),
    # (95 - 119) / 119 = -0.2017; 2+ for 2+
    ("zheng2019-cadmium-chloride-t1", "isovalent; 20.2 % smaller"),
}


def test_what_is_apart_is_what_was_worked_out(graph: DefectGraph) -> None:
    found = {
        (row["record"].split("; ")[0], row["recomputed"], row["apart"])
        for row in graph.confront().dicts()
        if row["apart"] != AGREES
    }
    assert found == APART


def test_what_agrees_is_listed_after_it(graph: DefectGraph) -> None:
    rows = graph.confront().dicts()
    found = {(r["record"].split("; ")[0], r["recomputed"]) for r in rows if r["apart"] == AGREES}
    assert found >= AGREEING
    assert [row["apart"] == AGREES for row in rows] == sorted(r["apart"] == AGREES for r in rows)


def test_each_row_says_where_it_was_read_and_how_it_was_computed(graph: DefectGraph) -> None:
    for row in graph.confront().dicts():
        assert row["locator"], row
        assert row["read_in"] == "Zheng 2019"
        assert row["formula"]
