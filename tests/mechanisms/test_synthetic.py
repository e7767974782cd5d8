"""The synthetic literature of the benchmarks: repeatable, valid, and skewed as it says."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from statistics import mean

import pytest

from defectkg.check.checks import check
from defectkg.graph import DefectGraph
from defectkg.mechanisms.network import build_links
from defectkg.model import terms
from helpers import ROOT, of_files

sys.path.insert(0, str(ROOT / "benchmarks"))
import shape as measured
import synthetic

pytestmark = pytest.mark.large


@pytest.fixture(scope="module")
def shape(review: DefectGraph) -> measured.Shape:
    """That of the review: how well the made-up literature follows it is measured below."""
    return measured.Shape(graph=review)


def literature(
    shape: measured.Shape, folder: Path, size: int, seed: int = 1
) -> list[measured.Record]:
    """The claims of so many synthetic publications, without the shipped ones."""
    file = folder / f"{size}-{seed}.nq"
    synthetic.write(size, file, seed, shape)
    found: dict[str, dict[str, list[str]]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        subject, predicate, value, _ = line.split(" ", 3)
        name = predicate.rsplit("/", 1)[-1].rstrip(">")
        found.setdefault(subject, {}).setdefault(name, []).append(value.strip("<>"))
    records = ({name: tuple(v) for name, v in record.items()} for record in found.values())
    return [record for record in records if "cause" in record]


def test_the_same_seed_writes_the_same_file_and_another_seed_another(
    shape: measured.Shape, review: DefectGraph, tmp_path: Path
) -> None:
    one, same, other = (tmp_path / f"{name}.nq" for name in ("one", "same", "other"))
    count = synthetic.write(50, one, 3, shape)
    synthetic.write(50, same, 3, measured.Shape(graph=review))
    synthetic.write(50, other, 4, shape)
    assert one.read_bytes() == same.read_bytes() != other.read_bytes()
    assert count == len(one.read_text(encoding="utf-8").splitlines()) > 1000


def test_a_small_literature_has_no_findings(shape: measured.Shape, tmp_path: Path) -> None:
    synthetic.write(40, tmp_path / "small.nq", 5, shape)
    report = check([tmp_path / "small.nq"])
    assert report.findings == report.unread == []
    assert report.nodes > 200


def test_as_many_publications_scatter_over_kinds_and_links_as_those_of_the_review(
    shape: measured.Shape, tmp_path: Path
) -> None:
    listed = [c for c in shape.claims if not c["citationBasis"][0].endswith("NotCited")]
    drawn = [literature(shape, tmp_path, len(shape.counts), seed) for seed in range(1, 6)]

    def of_links(claims: list[measured.Record]) -> float:
        return len({(c["cause"], c["effect"], c["relation"]) for c in claims}) / len(claims)

    assert mean(map(len, drawn)) == pytest.approx(len(listed), rel=0.25)
    for role in ("cause", "effect"):
        real, *made = (len({c[role][0] for c in some}) for some in (listed, *drawn))
        assert mean(made) == pytest.approx(real, rel=0.15), role
    assert mean(map(of_links, drawn)) == pytest.approx(of_links(listed), rel=0.07)


def test_a_large_literature_keeps_the_measured_skew(shape: measured.Shape, tmp_path: Path) -> None:
    claims = literature(shape, tmp_path, 3000)
    for name in ("stance", "certainty"):
        real, made = (Counter(c[name][0] for c in some) for some in (shape.claims, claims))
        assert set(made) == set(real)
        for value, count in real.items():
            assert made[value] / len(claims) == pytest.approx(count / len(shape.claims), abs=0.02)
    conditions = shape.grouped[terms.CONDITION_KIND]
    used = Counter(c["cause"][0] for c in claims)
    most = [used[kind] for kind in shape.zipf("cause", terms.CONDITION_KIND).kinds]
    expected = measured.weights(len(conditions), shape.exponent("cause"))
    for first in (1, 5, 10, 30):
        share = sum(expected[:first]) / sum(expected)
        rare = 0.15 if first > 1 else 0.25  # one kind is drawn a hundred times
        assert sum(most[:first]) / sum(most) == pytest.approx(share, rel=rare), first
    assert max(used.values()) > 4 * min(used[kind] for kind in conditions), "far from even"


def test_exponents_are_recovered_from_draws() -> None:
    for exponent in (0.0, 0.5, 1.0):
        met = measured.expected_distinct(300, 200, exponent)
        assert measured.fit_exponent([(300, 200, round(met))]) == pytest.approx(exponent, abs=0.05)


def test_the_network_follows_kinds_not_papers(
    shape: measured.Shape, review: DefectGraph, tmp_path: Path
) -> None:
    def size(publications: int, used: measured.Shape) -> tuple[int, int]:
        file = tmp_path / "some.nq"
        synthetic.write(publications, file, 1, used)
        statements = of_files(file).statements
        return len(statements), len(build_links(statements))

    few, many = size(500, shape), size(4000, shape)
    assert many[0] > 6 * few[0]
    assert many[1] < 2.5 * few[1]
    assert size(4000, measured.Shape(0.5, review))[1] < 0.7 * many[1]
