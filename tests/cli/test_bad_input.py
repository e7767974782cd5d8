"""Bad input of any kind: one clear line on stderr, exit code 2, no traceback, nothing lost.

Most rows run the command line in this process on one shared graph; a real process runs where the
process itself is what is tested (pipes, locale, time, crashes of an engine).
"""

from __future__ import annotations

import json
import os
import re
import resource
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import defectkg
from defectkg.check.reading import known_quads
from defectkg.check.shapes import validate
from defectkg.graph import DefectGraph
from defectkg.rdf import writing
from helpers import Done

PREFIXES = (
    "@prefix d: <https://w3id.org/defectkg/data/> .\n"
    "@prefix dkg: <https://w3id.org/defectkg/ontology/> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
UNTIDY = PREFIXES + 'd:x a dkg:Claim; rdfs:label "x" .'
RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
    "<x:c rdf:about='http://x/a'><x:p>"
)
ENTITIES = '<!ENTITY a0 "0123456789">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)
ENDLESS = "SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l}"
STUDY = "https://w3id.org/defectkg/data/zheng2019-zinc-bromide"


def assert_refused(done: Done, fragment: str = "") -> None:
    assert "Traceback" not in done.err
    assert done.code == 2, done
    assert done.err.startswith("defectkg: "), done.err
    assert done.err.endswith("\n"), done.err
    assert done.err.count("\n") == 1, done.err
    assert len(done.err) < 500
    assert fragment.casefold() in done.err.casefold()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test runs in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def only_the_ontology(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is checked here has no records of others as context, which would be read each time."""
    monkeypatch.setattr("defectkg.check.reading.graph_files", list)
    list(known_quads())  # a check runs in a child, which finds the ontology as it was read here


def process(
    *argv: str, stdin: str = "", shell: str = "", env: dict[str, str] | None = None
) -> Done:
    """Run the command line as a process of its own; `shell` is what follows it on a shell line."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))

    command = [sys.executable, "-m", "defectkg", *argv]
    if shell:
        command = ["bash", "-c", f'set -o pipefail; "$0" "$@" {shell}', *command]
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, **(env or {})}, preexec_fn=limit,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[bytes]]]:
    """A server that notes who asks it; nobody may."""
    asked: list[bytes] = []

    class Note(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline())
            self.wfile.write(b"HTTP/1.0 500 No\r\n\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Note) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listener.server_address[1]}/x", asked
        listener.shutdown()


# --- words on the command line ---------------------------------------------------------------

USAGE = [
    # argv | fragment of the line
    ("nope", "no such command 'nope'"),
    ("--nope", "no such option"),
    ("info --nope", "no such option"),
    ("info extra", "unexpected extra argument"),
    ("info --format xml", "unknown format 'xml'; use one of table"),
    ("info --model --format ''", "unknown format ''"),
    ("check --format xml", "unknown format"),
    ("check nope.ttl", "nope.ttl: no such file"),
    ("format", "missing argument"),
    ("format nope.ttl", "nope.ttl: no such file"),
    ("query --format xml", "unknown format"),
    ("query nope", "no query 'nope'; defectkg query lists"),
    ("query outcomes -p value=high", "value takes a number such as 95"),
    ("query outcomes -p value=nan", "value takes a number such as 95"),
    ("query outcomes -p result=good", "result takes better or worse or null result or no change"),
    ("query outcomes -p year=2019", "outcomes has no parameter 'year'; it has agent, host, form"),
    ("outcomes --direction sideways", "direction takes one of down, preserved, unchanged, up"),
    ("outcomes --agent V_Br", "agent takes agent kind"),
    ("outcomes --unchanged --harmful", "are two questions: ask one after the other"),
    ("contradictions --kind quarrel", "kind takes exception or denial"),
    ("contradictions --between KI KBr", "agent kind), not publication"),
    ("query claim", "there is claims"),
    ("query nope.rq", "nope.rq"),
    ("query ./nope", "nope"),
    ("query checks/nope", "nope"),
    ("query .", "no query"),
    ("query " + "x" * 300, "no query"),
    ("query {", "malformed"),
    ("query 'a b'", "malformed"),
    ("query 'SELECT * {?s ?p ?o'", "malformed: error at 1:19"),
    ("query 'SELECT ?o {?s ?p ?o}' -p s=V_Cl", "?s"),
    ("query claims extra", "unexpected extra argument"),
    ("query claims -p x=V_Cl", "no parameter 'x'; it has cause"),
    ("query claims -p cause_iri", "NAME=VALUE"),
    ("query claims -p cause_iri=", "NAME=VALUE"),
    ("query claims -p =V_Cl", "NAME=VALUE"),
    ("query claims -p ''", "NAME=VALUE"),
    ("query claims -p 'a b=V_Cl'", "NAME=VALUE"),
    ("query claims -p ?cause_iri=V_Cl", "NAME=VALUE"),
    ("query claims -p query=claims", "parameter 'query'"),
    ("query claims -p timeout=1", "parameter 'timeout'"),
    ("query claims -p self=V_Cl", "self"),
    ("query claims -p cause_iri=V_Cl -p cause_iri=PLQY", "cause_iri"),
    ("query -p cause_iri=V_Cl", ""),
    ("query claims -p cause_iri=nonesuch", "unknown name 'nonesuch'"),
    ("query claims -p cause_iri=BA", "fits several things"),
    ("query claims -p 'cause_iri=V_Cl> ?x ?y } INSERT DATA {<a:b> <a:b> <a:b>'", "unknown name"),
    ("query claims -p 'cause_iri=<http://x> . } #'", "unknown name"),
    ("query claims -p 'cause_iri=\"} DROP ALL'", "unknown name"),
    ("query claims --timeout 0", "above 0"),
    ("check a.ttl --timeout 0", "above 0"),
    ("query claims --timeout -1", "above 0"),
    ("query claims --timeout nan", "above 0"),
    ("query claims --timeout -inf", "above 0"),
    ("query claims --timeout soon", "not a valid float"),
    ("show", "missing argument"),
    ("show ''", "unknown name ''"),
    ("show ' '", "unknown name"),
    ("show 'V_Cl } DROP ALL {'", "unknown name"),
    ("show '\"'", "unknown name"),
    ("show 'a\nb'", "unknown name 'a\\nb'"),
    ("show \udcff", "unknown name"),
    ("show V_C", "did you mean"),
    ("outcomes --observable brightness", "fits several things, say which"),
    ("show foo:bar", "unknown name"),
    ("show '<>'", "IRI"),
    ("show '<a b>'", "IRI"),
    ("show 'http://a b'", "IRI"),
    ("show 'dkg:V Cl'", "IRI"),
    ("show V_Cl --format xml", "unknown format"),
    ("cite", "missing argument"),
    ("cite supports", "cannot be cited"),
    ("cite nonesuch", "unknown name"),
    ("cite zheng2019 --format xml", "unknown format"),
    ("paths", "missing argument"),
    ("paths KI --format svg", "need an END"),
    ("paths KI --why", "need an END"),
    ("paths KI --all", "need an END"),
    ("paths KI PLQY --pattern salt/observable", "no layer 'salt'"),
    ("paths KI PLQY --without Nobody", "unknown name 'Nobody'"),
    ("paths KI PLQY --source Nobody", "unknown name 'Nobody'"),
    ("paths KI PLQY --until soon", "until"),
    ("paths KI PLQY --weights nowhere.csv", "nowhere.csv"),
    ("paths KI PLQY --format png", "unknown format 'png'"),
    ("explain", "missing argument"),
    ("explain Nobody", "unknown name 'Nobody'"),
    ("explain PLQY --max-length 0", "max-length"),
    ("gaps --defect PLQY", "does not fit here"),
    (
        "gaps --defect nonesuch",
        "defect takes defect kind: unknown name 'nonesuch'; see: defectkg query defects",
    ),
    ("gaps --agent BA", "agent takes agent kind or ion kind: 'BA' fits several things, say which"),
    ("gaps --host 2019", "host takes host kind: unknown name '2019'"),
    ("query dopants -p ion=nonesuch", "see: defectkg query dopants"),
    ("query dopants -p ion=PLQY", "it is PLQY (dkg:PLQY, observable kind), not ion kind"),
    ("query dopants -p year=2018", "dopants has no parameter 'year'; it has ion, host, form"),
    ("query methods -p method=BA", "method takes method kind: 'BA' does not fit here"),
    (
        "query methods -p panel=4a",
        "methods has no parameter 'panel'; it has method, agent, host, form, defects, level; for panel ask figures",
    ),
    ("query defects -p lowered=much", "lowered takes exact or broader or narrower or by nothing"),
    ("query publications -p publication=2030", "publication takes publication: unknown name"),
    ("query claims -p result=good", "result takes better or worse, not 'good'"),
    ("outcomes --basis sideways", "basis takes one of level, pair, worded"),
    ("gaps --state new", "no state 'new'; there is 'claimed', 'denied'"),
    ("tried --defect PLQY", "defect takes defect kind or electronic feature kind: 'PLQY' does not"),
    ("tried --route doping", "route takes route kind: 'doping' does not fit here"),
    ("outcomes --observable washing", "what fits: stability against purification"),
    (
        "outcomes --observable 'air stability' --observable washing",
        "the rest fits: 'environmental stability'",
    ),
    ("tried --form svg --format svg", "unknown format 'svg'"),
    ("tried --observable PLQY", "No such option"),
    ("gaps --format svg", "use --format table or csv"),
    ("suggest --defect V_Cl", "say against what and where"),
    ("suggest --back-test --host CsPbCl3", "--back-test takes --source and --until alone"),
    ("network map.gif", "ends in one of .svg, .png, .pdf"),
    ("network", "give one file"),
    ("network map.svg -o map.png", "give one file"),
    ("network --output map.txt", "ends in one of .svg, .png, .pdf"),
    ("network map.svg --host V_Cl", "does not fit here"),
    ("network map.svg --agent V_Cl", "does not fit here"),
    ("network map.svg --defect KI", "does not fit here"),
    ("network map.svg --publication KI", "does not fit here"),
    ("network map.svg --agent ZnBr2 --defect 'surface defect'", "no chain of these claims"),
    ("network map.svg --agent ZnBr2 --all", "leave out --agent"),
    ("network map.graphml --all", "draws a map"),
    ("paths KI PLQY --compact", "--compact is for a picture"),
    ("paths KI PLQY -o paths.txt", "ends in .svg, .png or .pdf"),
    ("paths KI -o paths.svg", "need an END"),
    ("paths KI PLQY -o paths.svg --format csv", "leave out --format"),
    ("paths '' ''", "unknown name ''"),
    ("paths nonesuch PLQY", "unknown name 'nonesuch'"),
    ("paths V_Cl V_Cl", "name two kinds"),
    ("paths V_Cl 'chloride vacancy'", "name two kinds"),
    ("paths dkg:DefectKind PLQY", "dkg:DefectKind"),
    ("paths nanocrystal PLQY", "is a form: START and END are an agent, ion, condition, defect, "),
    ("paths nanoplatelet", "; give it as --form nanoplatelet"),
    ("paths ZnBr2 MAPbBr3", "is a host: START and END are an agent, "),
    ("paths KI FAPbI3", "; give it as --host FAPbI3"),
    ("paths 'quantum confinement' PLQY", "--mechanism 'quantum confinement'; under it: spatial"),
    ("paths doping PLQY", "is a strategy: START and END are an agent, ion, condition, defect, "),
    ("paths 'core-shel strategy' PLQY", "did you mean core-shell? It is a strategy: "),
    ("paths 'Wu 2018' PLQY", "is a publication: START and END are an agent, "),
    ("paths SCLC PLQY", "; see: defectkg show 'space-charge-limited current'"),
    ("paths zheng2019-zinc-bromide-c1 PLQY", "zheng2019-zinc-bromide-c1"),
    ("paths ZnBr2 PLQY --host nonesuch", "unknown name 'nonesuch'"),
    ("paths ZnBr2 PLQY --host 'CsPbBr3} DROP ALL'", "unknown name"),
    ("paths ZnBr2 PLQY -k 0", "'-k'"),
    ("paths ZnBr2 PLQY -k abc", "'-k'"),
    ("paths ZnBr2 PLQY --max-length 0", "'--max-length'"),
    ("paths ZnBr2 PLQY --strict=1", "does not take a value"),
    ("paths ZnBr2 PLQY --format xml", "unknown format"),
]


def words(line: str) -> list[str]:
    """Split a row at spaces, with quotes as a shell has them (shlex refuses surrogates)."""
    return [a or b for a, b in re.findall(r"(?<!\S)'(.*?)'(?!\S)|(\S+)", line, re.DOTALL)]


@pytest.mark.parametrize(("line", "fragment"), USAGE, ids=lambda v: ascii(v)[:60])
def test_a_wrong_word_is_refused(call: Callable[..., Done], line: str, fragment: str) -> None:
    done = call(*words(line))
    assert_refused(done, fragment)
    assert not done.out


@pytest.mark.parametrize("line", ["paths CsPbBr3 PLQY", "paths ZnBr2 PLQY --host V_Cl"])
def test_a_name_of_another_group_is_not_called_unknown(
    call: Callable[..., Done], line: str
) -> None:
    done = call(*words(line))
    assert_refused(done)
    assert "unknown name" not in done.err


@pytest.mark.parametrize("name", ["nonesuch", "", 'a"\n{}', "a\udcff"], ids=ascii)
def test_an_unknown_end_of_a_path_is_json_too(call: Callable[..., Done], name: str) -> None:
    done = call("paths", name, "PLQY", "--format", "json")
    assert_refused(done)
    answer = json.loads(done.out)
    assert answer["reason"] == "unknown name"
    assert answer["paths"] == []


def test_no_command_prints_help_as_lines(call: Callable[..., Done]) -> None:
    done = call()
    assert done.code == 2
    assert "[OPTIONS] COMMAND" in done.out + done.err
    assert max(map(len, (done.out + done.err).splitlines())) < 100


def test_version_needs_no_command(call: Callable[..., Done]) -> None:
    assert call("--version") == Done(0, f"{defectkg.__version__}\n", "")


@pytest.mark.parametrize("seconds", ["inf", "1e10", "1e300"])
def test_a_timeout_beyond_all_clocks_is_refused_or_kept(
    call: Callable[..., Done], seconds: str
) -> None:
    done = call("query", "ASK {}", "--timeout", seconds)
    if done.code:
        assert_refused(done, "--timeout")


@pytest.mark.parametrize("command", ["check", "format"])
def test_an_empty_path_is_not_the_current_folder(
    call: Callable[..., Done], folder: Path, command: str
) -> None:
    (folder / "a.ttl").write_text(UNTIDY)
    assert_refused(call(command, ""))
    assert (folder / "a.ttl").read_text() == UNTIDY


# --- files -----------------------------------------------------------------------------------

FILES = [
    # name | bytes | fragment of the line
    ("empty.ttl", b"", "empty.ttl: the file is empty"),
    ("blank.ttl", b" \n\t", "the file is empty"),
    ("binary.ttl", b"\0\1\2", "binary"),
    ("nul.ttl", UNTIDY.encode() + b"\0", "nul.ttl:5: a NUL byte, as in binary files"),
    ("utf16.ttl", UNTIDY.encode("utf-16-le"), "perhaps UTF-16, without its mark; save"),
    ("cut-utf16.ttl", UNTIDY.encode("utf-16")[:-1], "broken utf-16; save the file in UTF-8"),
    (
        "latin.ttl",
        PREFIXES.encode() + b'd:x rdfs:label "\xe9" .',
        "latin.ttl:5: not UTF-8, perhaps Windows-1252; save",
    ),
    ("syntax.ttl", PREFIXES + 'd:x rdfs:label "x" ;;; ,', "syntax.ttl:5:24: "),
    ("cut-string.ttl", PREFIXES + 'd:x rdfs:label "x', "cut-string.ttl:5:16: "),
    ("cut.ttl", PREFIXES + "d:x rdfs:label", "cut.ttl:5:15: "),
    ("prefix.ttl", "x:a x:b x:c .", "prefix.ttl:1:1: The prefix x:"),
    ("relative.ttl", "<a> <b> <c> .", "relative.ttl:1:1: "),
    ("space.ttl", "<http://a b> <x:p> <x:o> .", "space.ttl:1:1: Invalid IRI"),
    ("braces.ttl", "<http://x/{}> <x:p> <x:o> .", "braces.ttl:1:1: Invalid IRI"),
    ("newline.ttl", "<http://x/\\u000a> <x:p> <x:o> .", "newline.ttl:1:1: Invalid IRI"),
    ("surrogate.ttl", PREFIXES + 'd:x rdfs:label "\\uD800" .', "surrogate.ttl:5:17: "),
    ("tag.ttl", PREFIXES + 'd:x rdfs:label "x"@en-muchtoolongtag .', "tag.ttl:5:20: "),
    ("long.ttl", PREFIXES + "d:x rdfs:label d:" + "y" * 100_000 + " d:z .", "long.ttl:5:"),
    ("huge.ttl", PREFIXES + f'd:x rdfs:label "{"z" * (17 << 20)}" .', "huge.ttl"),
    ("triple-term.ttl", PREFIXES + "d:x dkg:cause <<( d:x d:y d:z )>> .", "triple-term.ttl"),
    ("annotation.ttl", PREFIXES + "d:x dkg:cause d:y {| d:p d:o |} .", "annotation.ttl"),
    ("direction.ttl", PREFIXES + 'd:x rdfs:label "x"@en--ltr .', "direction.ttl"),
    ("cut.trig", PREFIXES + "d:g { d:x a ", "cut.trig:5:13: "),
    ("brace.trig", PREFIXES + "d:g { d:x a d:y } }", "brace.trig:5:"),
    ("dot.nq", "<x:a> <x:b> <x:c> <x:g>", "dot.nq:1:"),
    ("cut.nq", '<x:a> <x:b> "c .\n', "cut.nq:1:"),
    ("garbage.nt", "garbage\n", "garbage.nt:1:1: "),
    ("cut.jsonld", '{"@id": ', "cut.jsonld:1:"),
    ("text.jsonld", "not json", "text.jsonld:1:1: "),
    ("number.jsonld", '{"@id": 5}', "number.jsonld: @id"),
    ("twice.jsonld", '{"@id": "x:a", "@id": "x:b"}', "twice.jsonld: @id is defined twice"),
    ("cycle.jsonld", '{"@context": {"a": "a:a"}, "a": 1}', "cycle.jsonld: Cyclic"),
    ("bomb.jsonld", "[" * 100_000 + "]" * 100_000, "bomb.jsonld:1:"),
    ("bomb-2.jsonld", '{"x:p":' * 100_000 + "1" + "}" * 100_000, "bomb-2.jsonld:1:"),
    ("bomb-3.jsonld", '{"@context":' + "[" * 100_000 + "]" * 100_000 + "}", "bomb-3.jsonld:1:"),
    ("none.owl", "<rdf/>", "none.owl: XML namespaces"),
    ("cut.rdf", RDF_XML, "cut.rdf:1:119: no element found"),
    ("bomb.owl", f"<!DOCTYPE r [{ENTITIES}]>{RDF_XML}&a9;</x:p></x:c></rdf:RDF>", "XML entit"),
    ("other.n3", UNTIDY, "only what is Turtle is read; if it is, rename it to .ttl"),
    ("none", UNTIDY, "unknown file ending"),
    ("nothing.jsonld", '{"name": "a package.json, say"}', "nothing.jsonld"),
]


@pytest.mark.parametrize(("name", "content", "fragment"), FILES, ids=[row[0] for row in FILES])
def test_a_bad_file_is_refused_and_left_alone(
    call: Callable[..., Done], folder: Path, name: str, content: bytes | str, fragment: str
) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(raw)
    assert_refused(call("check", name), fragment)
    if name.endswith(".ttl") and len(raw) < 1 << 20:
        assert_refused(call("format", name), name)
    assert (folder / name).read_bytes() == raw


@pytest.mark.parametrize("command", ["check", "format"])
def test_what_is_no_file_is_refused(call: Callable[..., Done], folder: Path, command: str) -> None:
    (folder / "folder.ttl").mkdir()
    (folder / "broken.ttl").symlink_to("nowhere.ttl")
    (folder / "loop.ttl").symlink_to("loop.ttl")
    (folder / "text").mkdir()
    (folder / "text" / "a.txt").write_text("x")
    assert_refused(call(command, "folder.ttl"), "no RDF file in this folder")
    assert_refused(call(command, "text"), "no RDF file in this folder")
    assert_refused(call(command, "broken.ttl"), "broken.ttl: no such file")
    assert_refused(call(command, "loop.ttl"), "loop.ttl")
    assert_refused(call(command, "/dev/null"), "/dev/null")
    assert_refused(call(command, "x" * 300 + ".ttl"), "xxx")


@pytest.mark.process
@pytest.mark.parametrize("command", ["check", "format"])
def test_a_named_pipe_does_not_hang(folder: Path, command: str) -> None:
    os.mkfifo(folder / "pipe.ttl")
    assert_refused(process(command, "pipe.ttl"), "pipe.ttl")


@pytest.mark.process
def test_an_endless_device_is_not_read(folder: Path) -> None:
    (folder / "zero.ttl").symlink_to("/dev/zero")
    assert_refused(process("check", "zero.ttl"), "zero.ttl")
    assert_refused(process("query", "/dev/zero"), "/dev/zero")


@pytest.mark.parametrize(
    "context",
    ['"URL"', '{"@import": "URL"}', '["URL"]', '{"a": {"@id": "x:a", "@context": "URL"}}'],
)
def test_a_remote_context_is_not_fetched(
    call: Callable[..., Done],
    folder: Path,
    server: tuple[str, list[bytes]],
    context: str,
) -> None:
    url, asked = server
    text = '{"@context": CONTEXT, "@id": "x:s", "a": {"x:p": "b"}}'
    text = text.replace("CONTEXT", context.replace("URL", url))
    (folder / "remote.jsonld").write_text(text)
    assert_refused(call("check", "remote.jsonld"), "context")
    assert not asked


@pytest.mark.process
def test_deep_turtle_is_checked_or_refused(folder: Path) -> None:
    (folder / "deep.ttl").write_text(PREFIXES + "d:x dkg:a " + "(" * 5_000 + ")" * 5_000 + ".")
    done = process("check", "deep.ttl")
    assert "Traceback" not in done.err
    assert done.code in (1, 2)


def test_a_file_name_of_any_bytes_is_printed(call: Callable[..., Done], folder: Path) -> None:
    (folder / "a\udcff.ttl").write_text(UNTIDY)
    for form in ("table", "csv", "json"):
        done = call("check", "a\udcff.ttl", "--format", form)
        assert done.code == 1
        assert "d:x" in done.out


def test_a_folder_is_checked_in_spite_of_a_bad_file(
    call: Callable[..., Done], folder: Path
) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "bad.ttl").write_text("d:x")
    (folder / "data" / "good.ttl").write_text(PREFIXES + "d:x a dkg:Nothing .")
    done = call("check", "data")
    assert done.code == 2
    first, *rest = done.out.splitlines()
    assert first.startswith("data/bad.ttl:1:")
    assert rest
    assert all(line.startswith("data/good.ttl:5: d:x: ") for line in rest)
    assert "1 of the files could not be read; nothing in it was checked" in done.err


@pytest.mark.process
def test_a_check_that_takes_too_long_is_stopped(folder: Path) -> None:
    chain = "".join(f"d:k{n} rdfs:subClassOf d:k{n + 1} .\n" for n in range(20_000))
    (folder / "chain.ttl").write_text(PREFIXES + chain)
    assert_refused(process("check", "chain.ttl", "--timeout", "2"), "the check")


def test_the_old_option_for_engines_is_answered(call: Callable[..., Done], folder: Path) -> None:
    (folder / "a.ttl").write_text(UNTIDY)
    done = call("check", "a.ttl", "--engine", "pyshacl")
    assert done.code == 1
    assert "pyshacl is the one engine" in done.err


def test_blank_nodes_of_two_files_stay_two(call: Callable[..., Done], folder: Path) -> None:
    (folder / "a.ttl").write_text(PREFIXES + "_:x a dkg:Claim .")
    (folder / "b.ttl").write_text(PREFIXES + "_:x a dkg:Treatment .")
    one, two = (call("check", name).out.count("\n") for name in ("a.ttl", "b.ttl"))
    assert call("check", "a.ttl", "b.ttl").out.count("\n") == one + two


def test_the_engine_names_blank_nodes_as_given() -> None:
    shapes = ox.parse(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <x:S> a sh:NodeShape ; sh:targetClass <x:C> ;"
        ' sh:property [ sh:path <x:p> ; sh:minCount 1 ; sh:message "Give p." ] .',
        format=ox.RdfFormat.TURTLE,
    )
    data = ox.parse("_:me a <x:C> .", format=ox.RdfFormat.TURTLE)
    found = validate([q.triple for q in data], [q.triple for q in shapes])
    assert [row[:2] for row in found] == [("_:me", "Give p.")]


# --- queries ---------------------------------------------------------------------------------

STDIN = [
    # bytes | fragment of the line
    (b"", "standard input is empty"),
    (b" \n", "standard input is empty"),
    (b"\xff\xfe", "not UTF-8"),
    (b"\0\1\2", "binary"),
    (b"SELECT * {?s ?p ?o}\0", ""),
    (b"SELECT", "SELECT"),
    (b"# only a comment\n", "malformed"),
    (b"SELECT * {?s ?p ?o", "malformed"),
    (b"SELECT * {} LIMIT -1", "malformed"),
    (b"SELECT (<http://x/f>() AS ?x) {}", "http://x/f"),
]


@pytest.mark.parametrize(("raw", "fragment"), STDIN, ids=ascii)
def test_a_bad_query_on_standard_input_is_refused(
    call: Callable[..., Done], folder: Path, raw: bytes, fragment: str
) -> None:
    assert_refused(call("query", "-", stdin=raw), fragment)
    (folder / "q.rq").write_bytes(raw)
    assert_refused(call("query", "q.rq"))


def test_a_byte_order_mark_is_no_part_of_a_query(call: Callable[..., Done]) -> None:
    assert call("query", "-", stdin=b"\xef\xbb\xbfASK {}") == Done(0, "true\n", "")


INLINE = [
    "SELECT * {?s a <http://www.w3.org/2002/07/owl#Class>}",
    "SELECT * {?s a dkg:DefectKind # " + "x" * 5000 + "\n}",
    "ASK {?s <x:" + "y" * 300 + "> ?o}",
]


@pytest.mark.parametrize("text", INLINE, ids=["slashes", "long", "long-word"])
def test_a_query_as_a_word_is_no_file_name(call: Callable[..., Done], text: str) -> None:
    done = call("query", text)
    assert done.code == 0
    assert done.out


FOREIGN = [
    "SELECT * {SERVICE <URL> {?s ?p ?o}}",
    "SELECT * {service <URL> {?s ?p ?o}}",
    "SELECT * {SERVICE SILENT <URL> {?s ?p ?o}}",
    "SELECT * {SERVICE#c\n<URL>{?s ?p ?o}}",
    "SELECT * {{SELECT * {SERVICE<URL>{?s ?p ?o}}}}",
    "SELECT * {VALUES ?e {<URL>} SERVICE ?e {?s ?p ?o}}",
    "SELECT * {?a ?b ?c .SERVICE <URL> {?s ?p ?o}}",
    "SELECT * {?a ?b ?c.SERVICE <URL> {?s ?p ?o}}",
    "SELECT * {?a ?b [].SERVICE <URL> {?s ?p ?o}}",
    "SELECT * {{}.SERVICE <URL> {?s ?p ?o}}",
    "SELECT * {BIND(1 AS ?x).SERVICE <URL> {?s ?p ?o}}",
    "SELECT * {VALUES ?x {1}.SERVICE <URL> {?s ?p ?o}}",
    "SELECT * {OPTIONAL {?a ?b true.SERVICE <URL> {?s ?p ?o}}}",
    "SELECT * {OPTIONAL {?a ?b trueSERVICE <URL> {?s ?p ?o}}}",
    "SELECT * {OPTIONAL {?a ?b 1SERVICE <URL> {?s ?p ?o}}}",
    "SELECT * {FILTER(1<2)SERVICE#>\n<URL>{?s ?p ?o}}",
    "SELECT * {FILTER(1<2) SERVICE <URL> {?s ?p ?o} FILTER(2>1)}",
    "PREFIX x:<x:> SELECT * {BIND(x:a\\# AS ?z) SERVICE <URL> {?s ?p ?o}}",
    "PREFIX x:<x:> SELECT * {BIND(x:a\\' AS ?z) SERVICE <URL> {?s ?p ?o} #'\n}",
    "ASK {SERVICE <URL> {?s ?p ?o}}",
    "CONSTRUCT {?s ?p ?o} {{}.SERVICE <URL> {?s ?p ?o}}",
    "DESCRIBE ?s {{}.SERVICE <URL> {?s ?p ?o}}",
    "LOAD <URL>",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_no_query_asks_another_server(
    call: Callable[..., Done], server: tuple[str, list[bytes]], text: str
) -> None:
    url, asked = server
    done = call("query", "-", stdin=text.replace("URL", url).encode())
    requests = len(asked)
    asked.clear()
    assert not requests
    assert_refused(done, "LOAD" if "LOAD" in text else "SERVICE")


UPDATES = [
    "INSERT DATA {<x:a> <x:b> <x:c>}",
    "insert data {<x:a> <x:b> <x:c>}",
    "IN\\u0053ERT DATA {<x:a> <x:b> <x:c>}",
    "DELETE WHERE {?s ?p ?o}",
    "WITH <x:g> DELETE {?s ?p ?o} WHERE {?s ?p ?o}",
    "CLEAR ALL",
    "DROP SILENT ALL",
    "CREATE GRAPH <x:g>",
    "COPY DEFAULT TO <x:g>",
    "MOVE <x:a> TO <x:b>",
    "ADD <x:a> TO <x:b>",
    "SELECT * {?s ?p ?o} ; DROP ALL",
    "SELECT * {} # ;\n;\nINSERT DATA {<x:a> <x:b> <x:c>}",
]


@pytest.mark.parametrize("text", UPDATES)
def test_no_query_changes_data(call: Callable[..., Done], graph: DefectGraph, text: str) -> None:
    before = len(graph.store)
    assert_refused(call("query", "-", stdin=text.encode()))
    assert len(graph.store) == before


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?service ?insert ("DROP ALL" AS ?load) {?service a ?insert} LIMIT 1',
        'SELECT ("service" AS ?x) {} # DELETE',
        "SELECT ?s {?s a <http://www.w3.org/2002/07/owl#Class>} LIMIT 1",
    ],
)
def test_innocent_words_are_not_refused(call: Callable[..., Done], text: str) -> None:
    assert call("query", "-", stdin=text.encode()).code == 0


def test_from_is_heeded_or_refused_but_not_ignored(call: Callable[..., Done]) -> None:
    def count(where: str) -> Done:
        text = f"SELECT (COUNT(*) AS ?n) {where}"
        return call("query", "-", "--format", "csv", stdin=text.encode())

    right = count(f"{{GRAPH <{STUDY}> {{?s ?p ?o}}}}").out
    assert right != "n\n0\n"
    for text in (f"FROM <{STUDY}> {{?s ?p ?o}}", f"FROM NAMED <{STUDY}> {{GRAPH ?g {{?s ?p ?o}}}}"):
        done = count(text)
        assert done.code == 2 or done.out == right
    done = count("FROM <http://127.0.0.1:1/x> {?s ?p ?o}")
    assert done.code == 2 or done.out == "n\n0\n"


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json"])
@pytest.mark.parametrize(
    "text",
    [
        "ASK {?s ?p ?o}",
        "CONSTRUCT {?s ?p ?o} {?s ?p ?o} LIMIT 2",
        "DESCRIBE dkg:V_Cl",
        "SELECT (<<( <x:a> <x:b> <x:c> )>> AS ?t) (1/0 AS ?none) {}",
        "SELECT * {}",
    ],
)
def test_every_form_of_query_prints_in_every_format(
    call: Callable[..., Done], text: str, form: str
) -> None:
    done = call("query", "-", "--format", form, stdin=text.encode())
    assert (done.code, done.err) == (0, "")
    assert done.out
    if form == "json":
        json.loads(done.out)


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json"])
@pytest.mark.parametrize("head", ["SELECT *", "CONSTRUCT {?s <x:none> ?o}", "DESCRIBE ?s"])
def test_nothing_found_is_remarked(call: Callable[..., Done], head: str, form: str) -> None:
    text = f"{head} WHERE {{?s <x:none> ?o}}"
    done = call("query", "-", "--format", form, stdin=text.encode())
    assert done.code == 0
    assert done.err == "no rows: nothing in the graph fits the query\n"


def test_an_old_query_answers_and_names_the_new_one(call: Callable[..., Done]) -> None:
    done = call("query", "gains", "-p", "observable=PLQY", "--format", "csv")
    assert done.code == 0
    assert done.err == "gains is now outcomes\n"
    assert done.out == call("outcomes", "--observable", "PLQY", "--format", "csv").out


@pytest.mark.process
@pytest.mark.parametrize("text", [ENDLESS, "SELECT * {?a ?b " + "(" * 200 + ")" * 200 + "}"])
def test_a_query_that_never_ends_is_given_up(text: str) -> None:
    assert_refused(process("query", "-", "--timeout", "1", stdin=text), "no answer within 1 s")


@pytest.mark.process
@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {" + "{" * 20_000 + "}" * 20_000 + "}",
        "SELECT * {FILTER(" + "1+" * 20_000 + "1)}",
        "SELECT * {?a " + "/".join(["<x:y>"] * 20_000) + " ?b}",
        "SELECT * {" + "?a ?b ?c . " * 20_000 + "}",
    ],
    ids=["braces", "sum", "path", "triples"],
)
def test_a_deep_query_does_not_crash_the_engine(text: str) -> None:
    done = process("query", "-", "--timeout", "1", stdin=text)
    assert done.code in (0, 2)
    assert "Traceback" not in done.err
    assert done.err.count("\n") <= 1


@pytest.mark.process
def test_an_error_of_the_running_engine_is_one_line() -> None:
    # Rows are read in a thread; what is left of them must not complain in another.
    text = "SELECT (<http://x/f>(?s) AS ?x) {VALUES ?s {1 2}}"
    assert_refused(process("query", "-", stdin=text), "http://x/f")


# --- format ----------------------------------------------------------------------------------

KEPT = [
    # what would be lost or has no canonical layout | fragment of the line
    ('d:x rdfs:label "x" . # mine', ":5: a comment"),
    ("d:x rdfs:label 1# mine\n.", ":5: a comment"),
    ("d:a\\'b rdfs:label 'x' . # it's mine", ":5: a comment"),
    ('d:a\\"b rdfs:label "x" . # "mine', ":5: a comment"),
    ("# mine\nd:x a d:y .", ":5: a comment"),
    ("[] a dkg:Claim .", "blank node"),
    ("_:a a dkg:Claim .", "blank node"),
    ("d:x rdfs:label (1 2) .", "blank node"),
]


@pytest.mark.parametrize(("text", "fragment"), KEPT, ids=[row[0] for row in KEPT])
def test_format_refuses_what_it_would_lose(
    call: Callable[..., Done], folder: Path, text: str, fragment: str
) -> None:
    good, bad = folder / "a.ttl", folder / "b.ttl"
    good.write_text(UNTIDY)
    bad.write_text(PREFIXES + text)
    for argv in (["a.ttl", "b.ttl"], ["b.ttl", "a.ttl"], ["."]):
        assert_refused(call("format", *argv), fragment)
    assert good.read_text() == UNTIDY
    assert bad.read_text() == PREFIXES + text
    assert sorted(path.name for path in folder.iterdir()) == ["a.ttl", "b.ttl"]


OBJECTS = [
    "1", "01", "-0", "+1", "1.50", ".5", "+1.5", "1e0", "1.26E17", "1.e5", "true",
    '"1"^^xsd:boolean', '"TRUE"^^xsd:boolean', '""^^xsd:boolean', '"abc"^^xsd:integer',
    '" 1 "^^xsd:integer', '""^^xsd:double', '"1"^^xsd:decimal', '"1."^^xsd:decimal',
    '"1"^^xsd:double', '"INF"^^xsd:double', '"1"^^xsd:float', '"2019-02-30"^^xsd:date',
    "1, 01, 1.0, \"1\"", '"x"@en-GB, "x"', '"a\\rb\\n\\"c\\\\"', '"a\\u0000b"', '"\\u0007\\u2028"',
    "'x # y'", '"""a " # b"""', "d:a\\#b", "d:a\\,b", "d:a.b", "d:%20", "<http://x/#y>",
    "<http://x/(a')>", "<urn:x:y>", "d:Ü", "()",
]  # fmt: skip


def statements(text: str) -> set[ox.Quad]:
    return set(ox.parse(text, format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize("written", OBJECTS)
def test_format_keeps_every_statement_as_written(
    call: Callable[..., Done], folder: Path, written: str
) -> None:
    text = PREFIXES + f"d:x rdfs:seeAlso {written} ."
    (folder / "a.ttl").write_text(text)
    done = call("format", "a.ttl")
    after = (folder / "a.ttl").read_text()
    if done.code:  # refusing is sound, changing is not
        assert_refused(done, "a.ttl")
        assert after == text
    else:
        assert statements(after) == statements(text)
        assert call("format", "--check", "a.ttl").code == 0


@pytest.mark.parametrize(
    "text", ["@base <http://x/> . <a> <b> <#c> .", 'VERSION "1.2"\n<x:a> <x:b> <x:c> .']
)
def test_format_keeps_or_refuses_rare_turtle(
    call: Callable[..., Done], folder: Path, text: str
) -> None:
    (folder / "a.ttl").write_text(text)
    done = call("format", "a.ttl")
    if done.code:
        assert_refused(done, "a.ttl")
    assert statements((folder / "a.ttl").read_text()) == statements(text)


@pytest.mark.process
def test_an_odd_literal_is_no_traceback(folder: Path) -> None:
    (folder / "a.ttl").write_text(PREFIXES + 'd:x rdfs:label "abc"^^xsd:integer .')
    assert "Traceback" not in process("format", "a.ttl").err


def test_format_keeps_mode_and_link_and_drops_mark_and_carriage_returns(
    call: Callable[..., Done], folder: Path
) -> None:
    target, link = folder / "target.ttl", folder / "link.ttl"
    target.write_bytes(b"\xef\xbb\xbf" + UNTIDY.replace("\n", "\r\n").encode())
    target.chmod(0o640)
    link.symlink_to(target.name)
    assert call("format", "link.ttl").code == 0
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert statements(target.read_text("utf-8")) == statements(UNTIDY)
    assert b"\r" not in target.read_bytes()


def test_a_byte_order_mark_is_not_canonical(call: Callable[..., Done], folder: Path) -> None:
    (folder / "a.ttl").write_text(UNTIDY)
    call("format", "a.ttl")
    tidy = (folder / "a.ttl").read_bytes()
    (folder / "a.ttl").write_bytes(b"\xef\xbb\xbf" + tidy)
    assert call("format", "--check", "a.ttl").code == 1
    call("format", "a.ttl")
    assert (folder / "a.ttl").read_bytes() == tidy


@pytest.mark.parametrize("step", ["os.replace", "shutil.copymode", "secrets.token_hex"])
def test_a_full_disk_leaves_the_file_whole(
    call: Callable[..., Done], folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    (folder / "a.ttl").write_text(UNTIDY)
    module, name = step.split(".")
    with monkeypatch.context() as patch:
        patch.setattr(getattr(writing, module), name, full)
        assert_refused(call("format", "a.ttl"), "a.ttl: No space left on device")
    assert [path.name for path in folder.iterdir()] == ["a.ttl"]
    assert (folder / "a.ttl").read_text() == UNTIDY


# --- processes -------------------------------------------------------------------------------

LONG = [
    ("info",),
    ("info", "--model"),
    ("query",),
    ("query", "claims", "--format", "json"),
    ("query", "CONSTRUCT {?s ?p ?o} {?s ?p ?o}"),
    ("show", "zheng2019"),
    ("paths", "ZnBr2", "PLQY"),
    ("export", "-", "--as", "trig"),
    ("-h",),
]


@pytest.mark.process
@pytest.mark.parametrize("argv", LONG, ids=" ".join)
def test_a_closed_pipe_ends_in_silence_with_code_2(argv: tuple[str, ...]) -> None:
    # `true` is gone long before the command prints.
    done = process(*argv, shell="| true")
    assert (done.code, done.out) == (2, "")
    assert re.sub(r"^\d+ triples\n$", "", done.err) == ""


@pytest.mark.process
def test_findings_into_a_closed_pipe_are_an_error(folder: Path) -> None:
    (folder / "a.ttl").write_text(UNTIDY)
    assert process("check", "a.ttl", shell="| true") == Done(2, "", "")


@pytest.mark.process
@pytest.mark.parametrize("where", ["> /dev/full", ">&-"])
@pytest.mark.parametrize("argv", [LONG[3], LONG[6]], ids=" ".join)
def test_a_full_or_closed_output_is_one_line(argv: tuple[str, ...], where: str) -> None:
    assert_refused(process(*argv, shell=where), "output")


@pytest.mark.process
@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"HOME": ""},
        {"COLUMNS": "1"},
        {"COLUMNS": "20"},
        {"COLUMNS": "x"},
    ],
    ids=str,
)
def test_any_surroundings_print_the_same_facts(folder: Path, env: dict[str, str]) -> None:
    (folder / "é.ttl").write_text(UNTIDY)
    done = process("show", "zheng2019-zinc-bromide-a1", env=env)
    assert (done.code, done.err) == (0, "")
    assert "¶4" in re.sub(r"\s", "", done.out)
    assert_refused(process("show", "é·ö", env=env), "unknown name")
    done = process("format", "--check", "é.ttl", env=env)
    assert (done.code, done.err) == (1, "1 of 1 files differ\n")
