"""Pictures: everything that is meant to be in them is, with its sign, and can be read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from pathlib import Path

import networkx
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from defectkg.draw import slide, svg
from defectkg.draw.layout import Edge, Size, depths, laid_out
from defectkg.draw.mechanism_map import map_svg
from defectkg.draw.paths import paths_mermaid, paths_svg
from defectkg.draw.picture_files import write_picture
from defectkg.draw.slide import slide_svg
from defectkg.draw.svg import FONT, LINE, MANNER_OF, number, text_width, wrap
from defectkg.errors import DataError, DefectkgError
from defectkg.graph import DefectGraph
from defectkg.mechanisms.chains import Choice
from defectkg.mechanisms.network import to_cyjs, to_graphml
from defectkg.mechanisms.paths import DISCOUNTED
from defectkg.model import terms
from defectkg.text.typesetting import typeset
from helpers import ROOT, Done

MAP = ROOT / "docs" / "mechanism-map.svg"
SVG = "{http://www.w3.org/2000/svg}"
ASKED = {
    "ZnBr2": ("ZnBr2", "PLQY", {"host": "CsPbBr3"}),
    "supplies": ("KI", "PLQY", {"host": "CsPbBr3"}),
    "end above": ("HBr", "EQE", {}),
    "refuted": ("Ce3+", "PLQY", {}),
    "outcome": ("Ni2+", "PLQY", {"outcomes": True}),
    "formed": ("MABr", "PLQY", {}),
}


@pytest.fixture(scope="module")
def drawn_map(graph: DefectGraph) -> str:
    return map_svg(graph)


@pytest.fixture(params=ASKED, scope="module")
def asked(request: pytest.FixtureRequest, graph: DefectGraph):
    start, end, options = ASKED[request.param]
    return graph.paths(start, end, **options)


def plain(node: ET.Element) -> str:
    return "".join(node.itertext())


def links(picture: str) -> set[tuple[str, str, str]]:
    found = ET.fromstring(picture).iterfind(".//*[@data-link]")
    return {(e.get("data-cause"), e.get("data-link"), e.get("data-effect")) for e in found}


def nodes(picture: str) -> set[str]:
    found = ET.fromstring(picture).iterfind(".//*[@data-node]")
    return {iri for e in found for iri in e.get("data-node").split()}


def text_boxes(picture: str) -> Iterator[tuple[str, float, float, float, float]]:
    """The estimated box of each upright line of text."""
    for text in ET.fromstring(picture).iter(f"{SVG}text"):
        if text.get("transform"):
            continue
        size = float(text.get("font-size", FONT))
        words = plain(text)
        wide = text_width(words, size)
        x, y = float(text.get("x")), float(text.get("y"))
        left = x - wide * {"middle": 0.5, "start": 0, "end": 1}[text.get("text-anchor")]
        yield words, left, y - 0.75 * size, left + wide, y + 0.2 * size


def overlaps(picture: str) -> list[tuple[str, str]]:
    return [
        (a[0], b[0])
        for a, b in combinations(text_boxes(picture), 2)
        if a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4]
    ]


def readable(picture: str) -> None:
    """What holds of every picture."""
    root = ET.fromstring(picture)
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert plain(root[0]), "a title"
    assert plain(root[1]), "a description"
    assert not list(root.iter(f"{SVG}script"))
    assert overlaps(picture) == []
    sizes = [float(e.get("font-size")) for e in root.iter() if e.get("font-size")]
    assert min(sizes) >= 11
    width, height = float(root.get("width")), float(root.get("height"))
    for words, left, top, right, bottom in text_boxes(picture):
        assert left >= 0, words
        assert right <= width, words
        assert top >= 0, words
        assert bottom <= height, words


def test_the_paths_are_all_in_their_picture(graph: DefectGraph, asked) -> None:
    picture = paths_svg(graph, asked, 6)
    readable(picture)
    steps = [step for path in asked.paths[:6] for step in path.steps]
    drawn = links(picture)
    assert {(s.cause, MANNER_OF[s.relation], s.effect) for s in steps} == {
        link for link in drawn if link[1] != "is a"
    }
    assert {(s.start, "is a", s.cause) for s in steps if s.start != s.cause} <= drawn
    last = {path.steps[-1].effect for path in asked.paths[:6]} - {asked.end}
    assert {(asked.end, "is a", effect) for effect in last} <= drawn
    reached = {kind for s in steps for kind in (s.start, s.cause, s.effect)}
    assert nodes(picture) == reached | {asked.start, asked.end}
    said = [plain(e) for e in ET.fromstring(picture).iter(f"{SVG}text")]
    assert any("No path" in line for line in said) == bool(asked.reason)
    assert sum(bool(re.search(r"\bpaths?$", line)) for line in said) == bool(asked.paths)


def test_names_of_others_are_words_in_pictures_and_heads(graph: DefectGraph) -> None:
    drawn = paths_svg(graph, graph.paths("Sr2+", "PLQY"), 3)
    shown = re.sub("<[^>]*>", " ", drawn)
    assert "Crystallographic" not in shown
    assert "crystallographic" in shown
    assert graph.show("podo:PointDefect").startswith("point defect  (podo:PointDefect)")


def test_an_end_mark_shows_the_sign(graph: DefectGraph) -> None:
    answer = graph.paths("ZnBr2", "PLQY", host="CsPbBr3")
    picture = ET.fromstring(paths_svg(graph, answer, 3))
    marks = {(e.get("data-mark"), e.get("fill")) for e in picture.iterfind(".//*[@data-mark]")}
    assert {("raises", "#0072B2"), ("lowers", "#D55E00")} <= marks
    lowering = [e for e in picture.iter(f"{SVG}path") if e.get("stroke") == "#D55E00"]
    assert all(
        e.get("stroke-dasharray") or e.get("data-mark") or e.get("data-legend") for e in lowering
    )


def test_the_mermaid_text_has_each_link_once_with_its_sign(graph: DefectGraph, asked) -> None:
    text = paths_mermaid(graph, asked, 6)
    arrows = re.findall(
        r"^  (n\d+) (-->|-\.-x|-\.->|---o)\|\"(.*?)\"\| (n\d+)$", text, re.MULTILINE
    )
    assert len(arrows) == len(links(paths_svg(graph, asked, 6)))
    assert len(set(arrows)) == len(arrows) == text.count("linkStyle")
    brought = ("supplies", "forms")
    words = {"-->": "raises", "-.-x": "lowers", "-.->": "is a kind of", "---o": brought}
    assert all(label.startswith(words[arrow]) for _, arrow, label, _ in arrows)
    named = dict(re.findall(r'^  (n\d+)\["(.*)"\]$', text, re.MULTILINE))
    assert {n for a in arrows for n in (a[0], a[3])} <= set(named)
    assert not any('"' in label or "`" in label for label in named.values())
    if asked.reason:
        assert f"no path: {asked.reason}" in text


def test_names_in_mermaid_are_typeset_and_safe(review: DefectGraph) -> None:
    text = paths_mermaid(review, review.paths("KI", "PLQY"), 5)
    assert '["K<sup>+</sup>"]' in text
    assert "V<sub>X</sub>" in text


def test_the_map_has_the_links_on_chains_and_only_those(graph: DefectGraph, drawn_map: str) -> None:
    readable(drawn_map)
    drawn, network = links(drawn_map), graph.to_networkx()
    held = {
        (cause, relation, effect)
        for cause, effect, relation, data in network.edges(keys=True, data=True)
        if data["polarity"] and (data["publications"] or data["source"] == "definition")
    }
    signed = {link for link in drawn if link[1] in ("raises", "lowers")}
    assert signed <= held
    groups = graph.kinds.groups
    whole = networkx.DiGraph((cause, effect) for cause, _, effect in held | drawn)
    starts = {n for n in whole if groups[n] in (terms.AGENT_KIND, terms.ION_KIND)}
    ends = {n for n in whole if groups[n] == terms.OBSERVABLE_KIND}
    after = starts.union(*(networkx.descendants(whole, n) for n in starts))
    before = ends.union(*(networkx.ancestors(whole, n) for n in ends))
    assert signed == {link for link in held if {link[0], link[2]} <= after & before}
    assert nodes(drawn_map) == {end for link in drawn for end in (link[0], link[2])}
    assert len(signed) > 100


def test_the_map_of_the_documentation_is_up_to_date(drawn_map: str) -> None:
    """By what it shows: another version of Graphviz may place it otherwise."""
    shown = MAP.read_text(encoding="utf-8")
    assert (links(shown), nodes(shown)) == (links(drawn_map), nodes(drawn_map)), (
        "run: defectkg network docs/mechanism-map.svg, and look at it"
    )
    assert words(shown) == words(drawn_map)
    readable(shown)
    assert crossed_boxes(shown) == []


def words(picture: str) -> list[str]:
    """All that stands in a picture, labels and titles."""
    return sorted(
        plain(e) for e in ET.fromstring(picture).iter() if e.tag in (f"{SVG}text", f"{SVG}title")
    )


def test_the_groups_of_the_map_stand_from_left_to_right(graph: DefectGraph, drawn_map: str) -> None:
    left: dict[str, list[float]] = {group: [] for group in terms.LAYERS}
    for box in ET.fromstring(drawn_map).iterfind(".//*[@data-node]"):
        group = graph.kinds.groups[box.get("data-node").split()[0]]
        left[group].append(float(box.find(f"{SVG}rect").get("x")))
    for one, two in pairwise(terms.LAYERS):
        assert max(left[one]) < min(left[two])


def frames(picture: str) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, right and bottom of each box."""
    found = {}
    for box in ET.fromstring(picture).iterfind(".//*[@data-node]"):
        rect = box.find(f"{SVG}rect")
        x, y, width, height = (float(rect.get(k)) for k in ("x", "y", "width", "height"))
        found[box.get("data-node")] = x, y, x + width, y + height
    return found


def on_curve(data: str) -> Iterator[tuple[float, float]]:
    """Points along the Bézier curves of path data."""
    numbers = list(map(float, re.findall(r"-?[\d.]+", data)))
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    assert len(points) % 3 == 1
    for at in range(0, len(points) - 1, 3):
        for t in (place / 20 for place in range(21)):
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
            four = list(zip(weights, points[at : at + 4], strict=True))
            yield sum(w * x for w, (x, _) in four), sum(w * y for w, (_, y) in four)


def crossed_boxes(picture: str) -> list[tuple[str, str]]:
    """Each line, as path data, with each box through which it runs more than 2 px deep."""
    boxes, crossed = frames(picture), []
    drawn = [p.get("d") for p in ET.fromstring(picture).iter(f"{SVG}path") if " C" in p.get("d")]
    assert drawn
    for data in dict.fromkeys(drawn):
        points = list(on_curve(data))
        for node, (left, top, right, bottom) in boxes.items():
            if any(left + 2 < x < right - 2 and top + 2 < y < bottom - 2 for x, y in points):
                crossed.append((data, node))
    return crossed


def test_no_line_of_the_map_crosses_a_box(drawn_map: str) -> None:
    assert crossed_boxes(drawn_map) == []


def test_each_line_of_the_map_joins_its_two_boxes(graph: DefectGraph, drawn_map: str) -> None:
    boxes = {iri: box for iris, box in frames(drawn_map).items() for iri in iris.split()}

    def touches(point: tuple[float, float], iri: str) -> bool:
        (x, y), (left, top, right, bottom) = point, boxes[iri]
        return left - 2 <= x <= right + 2 and top - 2 <= y <= bottom + 2

    for link in ET.fromstring(drawn_map).iterfind(".//*[@data-link]"):
        points = list(on_curve(link.find(f"{SVG}path").get("d")))
        assert touches(points[0], link.get("data-cause"))
        assert touches(points[-1], link.get("data-effect"))


def test_a_host_narrows_the_map_and_all_widens_it(review: DefectGraph) -> None:
    drawn, whole = map_svg(review), map_svg(review, whole=True)
    of_host = map_svg(review, Choice.named(review, host="CsPbCl3"))
    readable(of_host)
    readable(whole)
    assert links(of_host) < links(drawn) | links(of_host)
    assert review.find("Bi3+").iri not in nodes(of_host), "claimed of another host"
    assert {link[1] for link in links(whole)} >= {"alters", "raises", "lowers"}
    assert links(drawn) <= links(whole)
    assert "K+ lowers halide vacancy: " in whole
    assert re.search(r"K\+ lowers halide vacancy: [^<]*; but: [^<]*\(not shown\)", whole)


CHOICES = {
    "agent": {"agent": "ZnBr2"},
    "class of agents": {"agent": "metal halide"},
    "ion on a host": {"agent": "K+", "host": "CsPbBr3"},
    "defect": {"defect": "V_Cl"},
    "agent and defect": {"agent": "KI", "defect": "V_X"},
    "publication": {"publication": "Nenon 2018"},
}


@pytest.mark.parametrize("chosen", CHOICES.values(), ids=CHOICES)
def test_a_chosen_map_is_read_like_the_whole_one(
    chosen: dict[str, str], graph: DefectGraph, drawn_map: str
) -> None:
    picture = map_svg(graph, Choice.named(graph, **chosen))
    readable(picture)
    assert crossed_boxes(picture) == []
    for name in chosen.values():
        assert graph.find(name).label in plain(ET.fromstring(picture)[0])
    drawn = {link for link in links(picture) if link[1] in ("raises", "lowers")}
    assert drawn
    assert drawn < links(drawn_map)


def test_no_chain_is_no_picture(review: DefectGraph) -> None:
    nothing = Choice.named(review, agent="ZnBr2", defect="surface defect")
    with pytest.raises(DefectkgError, match=r"no chain .* through ZnBr2 and surface defect"):
        map_svg(review, nothing)


def test_graph_files_hold_what_is_chosen(
    call: Callable[..., Done], graph: DefectGraph, tmp_path: Path
) -> None:
    choice = Choice.named(graph, agent="KI", defect="V_X")
    drawn = links(map_svg(graph, choice))
    for suffix, read in (("graphml", networkx.read_graphml), ("cyjs", read_cyjs)):
        file = tmp_path / f"network.{suffix}"
        assert call("network", str(file), "--agent", "KI", "--defect", "V_X").code == 0
        held = {(a, d["relation"], b) for a, b, d in read(file).edges(data=True)}
        assert held == {link for link in drawn if link[1] in ("raises", "lowers")}


def read_cyjs(file: Path) -> networkx.MultiDiGraph:
    return networkx.cytoscape_graph(json.loads(file.read_text(encoding="utf-8")))


SLIDES = {
    "ten paths": ("ZnBr2", "PLQY", {"host": "CsPbBr3"}),
    "end above": ("HBr", "EQE", {}),
    "not all fit": ("NH4Br", "current efficiency", {}),
    "no path": ("Ce3+", "nonradiative recombination", {}),
    "long names": ("3-(N,N-dimethyloctadecylammonio)propanesulfonate", "PL intensity", {}),
}


@pytest.mark.parametrize("asked", SLIDES.values(), ids=SLIDES)
def test_a_slide_has_large_type_and_few_words(asked: tuple, review: DefectGraph) -> None:
    start, end, options = asked
    answer = review.paths(start, end, count=10, **options)
    picture = slide_svg(review, answer, 10)
    readable(picture)
    root = ET.fromstring(picture)
    width, height = float(root.get("width")), float(root.get("height"))
    assert width / height == pytest.approx(16 / 9, rel=0.01)
    plain_type = [float(e.get("font-size", FONT)) for e in root.iter(f"{SVG}text")]
    assert min(plain_type) * 960 / width >= 12, "points on a slide 960 points wide"
    said = re.search(
        r": (no path|the best path|(?:the best )?(\d+) (?:of 10 )?paths)$", plain(root[0])
    )
    shown = int(said[2] or said[1] == "the best path")
    assert shown == 0 if answer.reason else 0 < shown <= len(answer.paths)
    steps = [step for path in answer.paths[:shown] for step in path.steps]
    signed = {link for link in links(picture) if link[1] != "is a"}
    assert signed == {(s.start, MANNER_OF[s.relation], s.effect) for s in steps}
    assert nodes(picture) == {answer.start, answer.end}.union(
        *(p.kinds for p in answer.paths[:shown])
    )
    if answer.reason:
        assert f"No path: {answer.reason}." in [plain(e) for e in root.iter(f"{SVG}text")]
    else:
        assert crossed_boxes(picture) == []


def test_a_slide_tells_what_is_inferred_from_what_is_said(review: DefectGraph) -> None:
    answer = review.paths("ZnBr2", "PLQY", host="CsPbBr3", count=5)
    kinds: dict[tuple[str, str, str], set[bool]] = {}
    for step in (step for path in answer.paths for step in path.steps):
        link = step.start, MANNER_OF[step.relation], step.effect
        kinds.setdefault(link, set()).add(step.kind in DISCOUNTED)
    picture = slide_svg(review, answer, 5)
    drawn = {
        (e.get("data-cause"), e.get("data-link"), e.get("data-effect")): float(
            e.find(f"{SVG}path").get("stroke-width")
        )
        for e in ET.fromstring(picture).iterfind(".//*[@data-link]")
    }
    thin = {link for link, width in drawn.items() if width < 1}
    assert thin == {link for link, inferred in kinds.items() if inferred == {True}}
    assert thin
    assert thin < set(drawn)


def test_what_does_not_fit_a_slide_is_left_out_and_the_title_says_so(review: DefectGraph) -> None:
    answer = review.paths("ZnBr2", "EQE", count=10, every=True)
    assert len(answer.paths) == 10
    title = plain(ET.fromstring(slide_svg(review, answer, 10))[0])
    assert re.fullmatch("ZnBr2 → EQE: the best [2-9] of 10 paths", title)


def test_a_path_too_long_for_a_slide_is_refused(review: DefectGraph, monkeypatch) -> None:
    answer = review.paths("ZnBr2", "PLQY", count=1)
    monkeypatch.setattr(slide, "WIDEST", 200.0)
    with pytest.raises(DefectkgError, match="too long for a slide: ask with --max-length"):
        slide_svg(review, answer, 1)


def test_subscripts_are_real(drawn_map: str) -> None:
    raised = {
        (plain(text), tspan.get("data-level"), tspan.text, float(tspan.get("dy")) < 0)
        for text in ET.fromstring(drawn_map).iter(f"{SVG}text")
        for tspan in text.iter(f"{SVG}tspan")
        if tspan.get("data-level")
    }
    assert {
        ("VCl", "sub", "Cl", False),
        ("Ni2+", "sup", "2+", True),
        ("ZnBr2", "sub", "2", False),
        ("SCN−", "sup", "−", True),
    } <= raised


@pytest.mark.parametrize(
    ("label", "shown"),
    {
        "CsPbBrxCl3-x": "CsPbBr<x>Cl<3−x>",
        "[PbBr6]4-": "[PbBr<6>]{4−}",
        "NH4+": "NH<4>{+}",
        "Mn2+-doped CsPbCl3": "Mn{2+}-doped CsPbCl<3>",
        "MAPb(SCN)xI3-x": "MAPb(SCN)<x>I<3−x>",
        "V_PbI2": "V<PbI2>",
        "2D layer": "2D layer",
        "Pb 6p level": "Pb 6p level",
        "(3-aminopropyl)triethoxysilane": "(3-aminopropyl)triethoxysilane",
        "X-type ligand, A-site": "X-type ligand, A-site",
        "2,2'-iminodibenzoic acid": "2,2'-iminodibenzoic acid",
    }.items(),
)
def test_formulas_are_typeset_and_words_are_not(label: str, shown: str) -> None:
    marks = {"": "{}", "sub": "<{}>", "sup": "{{{}}}"}
    assert "".join(marks[level].format(text) for text, level in typeset(label)) == shown


def test_no_label_of_a_kind_loses_a_letter(graph: DefectGraph) -> None:
    for label in graph.kinds.labels.values():
        assert "".join(text for text, _ in typeset(label)).replace("−", "-") == label.replace(
            "_", ""
        )
        assert re.sub(r"\s", "", "".join(wrap(label, 132))) == re.sub(r"\s", "", label)


def test_graph_files_keep_every_link(graph: DefectGraph) -> None:
    network = graph.to_networkx()
    wanted = {
        (cause, effect, data["relation"], data["polarity"], data["publications"], data["source"])
        for cause, effect, data in network.edges(data=True)
    }
    parallel = [pair for pair in set(network.edges()) if network.number_of_edges(*pair) > 1]
    assert parallel, "two relations of the same two kinds"
    for back in (
        networkx.parse_graphml(to_graphml(network), force_multigraph=True),
        networkx.cytoscape_graph(json.loads(to_cyjs(network))),
    ):
        assert wanted == {
            (cause, effect, d["relation"], d["polarity"], d["publications"], d["basis"])
            for cause, effect, d in back.edges(data=True)
        }
        assert back.number_of_edges() == network.number_of_edges()
        assert {n: d["label"] for n, d in back.nodes(data=True)} == {
            n: d["label"] for n, d in network.nodes(data=True)
        }
        one = next(d for *_, d in back.edges(data=True) if ";" in d["claims"])
        assert all(iri.startswith("https://") for iri in one["claims"].split("; "))
    names = [edge["data"]["id"] for edge in json.loads(to_cyjs(network))["elements"]["edges"]]
    assert len(set(names)) == len(names)


def test_a_host_narrows_the_network(review: DefectGraph) -> None:
    whole, of_host = review.to_networkx(), review.to_networkx(host="CsPbCl3")
    assert set(of_host.edges(keys=True)) < set(whole.edges(keys=True))


def test_the_command_writes_whole_files_or_none(call: Callable[..., Done], tmp_path: Path) -> None:
    refused = call("network", f"{tmp_path}/map.gif")
    assert refused.code == 2
    assert ".svg, .png, .pdf, .graphml, .cyjs, .json" in refused.err
    unknown = call("network", f"{tmp_path}/map.svg", "--host", "Nonesuch")
    assert (unknown.code, unknown.err.count("\n")) == (2, 1)
    assert list(tmp_path.iterdir()) == []
    assert call("network", f"{tmp_path}/map.SVG", "--host", "CsPbCl3").code == 0
    assert "for CsPbCl3" in ET.parse(tmp_path / "map.SVG").getroot()[0].text
    assert call("network", f"{tmp_path}/none/map.svg").code == 2


@pytest.mark.parametrize("form", ["svg", "mermaid"])
def test_paths_prints_pictures(call: Callable[..., Done], form: str, graph: DefectGraph) -> None:
    asked = "paths ZnBr2 PLQY --host CsPbBr3 -k 2 --format"
    shown = call(*asked.split(), form)
    draw = {"svg": paths_svg, "mermaid": paths_mermaid}[form]
    assert shown.out == draw(graph, graph.paths("ZnBr2", "PLQY", host="CsPbBr3", count=2), 2)


@pytest.mark.parametrize("command", ["network", "paths ZnBr2 PLQY -k 2 -o", "network --output"])
def test_a_picture_is_svg_png_or_pdf_by_its_name(
    call: Callable[..., Done], command: str, tmp_path: Path
) -> None:
    files = {suffix: tmp_path / f"picture.{suffix}" for suffix in ("svg", "PNG", "pdf")}
    for file in files.values():
        said = call(*command.split(), str(file)).err  # of a long path the middle is left out
        assert re.fullmatch(rf"wrote \S+/{file.name}\n", said)
    drawn = ET.parse(files["svg"]).getroot()
    size = [float(drawn.get(name)) for name in ("width", "height")]
    png = files["PNG"].read_bytes()
    assert png.startswith(b"\x89PNG")
    assert [int.from_bytes(png[at : at + 4]) for at in (16, 20)] == [
        pytest.approx(2 * length, abs=1) for length in size
    ]
    pdf = files["pdf"].read_bytes()
    assert pdf.startswith(b"%PDF")
    box = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [float(length) for length in box.groups()] == [pytest.approx(n, abs=1) for n in size]
    assert b"/Subtype /Image" not in pdf, "drawn, not a photograph"
    assert b"/ToUnicode" in pdf, "its text can be searched"
    assert sorted(tmp_path.iterdir()) == sorted(files.values())


@pytest.mark.parametrize(
    ("library", "suffix"), [("pygraphviz", "svg"), ("vl_convert", "png"), ("vl_convert", "pdf")]
)
def test_without_the_extra_one_line_says_what_to_install(
    library: str, suffix: str, graph: DefectGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(DataError, match=f"pictures need {library}: run pip install "):
        write_picture(tmp_path / f"picture.{suffix}", map_svg(graph))
    assert list(tmp_path.iterdir()) == []


def by_librsvg(picture: str) -> bytes:
    if not (program := shutil.which("rsvg-convert")):
        pytest.skip("rsvg-convert is not installed")
    return subprocess.run([program], input=picture.encode(), capture_output=True, check=True).stdout


@pytest.mark.parametrize("render", [by_librsvg, vl_convert.svg_to_png])
def test_spaces_beside_sub_and_superscripts_are_drawn(render: Callable[[str], bytes]) -> None:
    for label in ("ZnBr2 in CsPbBr3", "Ni2+ and Cu2+ on V_Cl"):
        line = svg.text(20, 20, [label], anchor="start")
        picture = svg.document(300, 40, "A title", "What it shows.", [line])
        assert "> " in picture
        assert render(picture) != render(picture.replace("> ", ">"))


def test_depths_cut_cycles() -> None:
    assert depths("ab", [("a", "b"), ("b", "a")]) == {"a": 0, "b": 1}


EDGES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from("+-")).filter(
        lambda edge: edge[0] != edge[1]
    ),
    max_size=25,
)


@settings(max_examples=100, deadline=None)
@given(EDGES)
def test_nothing_overlaps_in_any_layout(drawn: list[tuple[int, int, str]]) -> None:
    columns = {str(node): node // 3 for node in range(10)}
    sizes = {str(node): Size(30.0 + 5 * node, 20.0 + 9 * node) for node in range(10)}
    edges = [Edge(str(a), str(b), sign) for a, b, sign in dict.fromkeys(drawn)]
    found = laid_out(sizes, columns, edges, gap=40.0)
    assert list(found.curves) == edges
    box = {
        node: (x - sizes[node].width / 2, y - sizes[node].height / 2, *sizes[node])
        for node, (x, y) in found.middles.items()
    }
    for one, two in combinations(sizes, 2):
        (x1, y1, w1, h1), (x2, y2, _, h2) = box[one], box[two]
        if columns[one] == columns[two]:
            assert y1 + h1 < y2 or y2 + h2 < y1
        else:
            assert x1 + w1 < x2, "columns stand in order"
    for edge, points in found.curves.items():
        for node, point in ((edge.start, points[0]), (edge.end, points[-1])):
            x, y, width, height = box[node]
            assert x - 2 <= point.x <= x + width + 2
            assert y - 2 <= point.y <= y + height + 2


def test_names_that_mean_something_to_graphviz_are_names() -> None:
    odd = {'<b>"\\N': 0, "a->b;": 1, "\\G\0": 1}
    found = laid_out(dict.fromkeys(odd, Size(40, 20)), odd, [Edge(*list(odd)[:2], "+")], gap=40)
    assert set(found.middles) == set(odd)


def test_coordinates_are_short() -> None:
    assert [number(v) for v in (1.0, 2.54, -0.04, -3.0)] == ["1", "2.5", "0", "-3"]
    assert LINE > FONT
