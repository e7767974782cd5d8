"""The explorer in a real browser: what people come for, by mouse, by keyboard, on a phone, bare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.process
VIEWS = (
    "/",
    "/ask?q=Why does Bi3%2B quench CsPbBr3, and Ce3%2B not?",
    "/ontology/DDAB",
    "/data/Wu2018",
    "/tried?defect=V_Br&host=CsPbBr3",
    "/compare",
    "/paths?start=HBr&end=PLQY&host=CsPbBr3",
    "/map?defect=V_Br",
    "/gaps?defect=V_Br&host=CsPbBr3",
    "/explain?what=CsPbBr3",
    "/contradictions",
    "/queries",
    "/editor",
)
Opener = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, served_at: str) -> Iterator[Opener]:
    """Opens pages; none of them may ask another server or have a fault."""
    contexts, faults = [], []

    def note(request: Any) -> None:
        if not request.url.startswith((served_at, "data:")):
            faults.append(f"asked {request.url}")

    def open_page(path: str, **options: Any) -> Any:
        context = browser.new_context(base_url=served_at, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: said.type == "error" and faults.append(said.text))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def to(page: Any, selector: str, *, most: int = 80) -> None:
    """Go on with the Tab key until a thing has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"the Tab key does not lead to {selector}")


def heading(page: Any) -> str:
    return str(page.locator("h1").inner_text())


def test_from_a_name_to_its_claims_its_paper_and_how_to_cite_it(opened: Opener) -> None:
    page = opened("/")
    page.get_by_label("Find a defect, agent").fill("DDAB")
    page.get_by_role("button", name="Find", exact=True).click()
    assert heading(page) == "didodecyldimethylammonium bromide"
    claims = page.locator("section", has=page.get_by_role("heading", name="Claims for", exact=True))
    claim = claims.get_by_role("listitem").filter(has_text="lowers the surface defect in CsPbX3")
    claim.filter(has_text="Pan 2016").first.get_by_role("link", name="evidence").click()
    assert "lowers the surface defect" in heading(page)
    page.locator("dd").get_by_role("link", name="Pan 2016").click()
    assert heading(page) == "Pan 2016"
    cited = page.locator("section", has=page.get_by_role("heading", name="Cite"))
    assert "Pan, J." in cited.inner_text()


def test_from_what_was_tried_to_a_comparison_and_its_file(opened: Opener) -> None:
    page = opened("/")
    form = page.locator("form[action='/tried']")
    form.get_by_label("defect").fill("V_Br")
    form.get_by_label("host").fill("CsPbBr3")
    form.get_by_role("button", name="Ask").click()
    assert page.url.endswith("/tried?defect=V_Br&host=CsPbBr3")  # no empty filters in the address
    rows = page.locator("table.rows tbody tr")
    every = rows.count()
    assert "\texact\t" in rows.first.inner_text()
    page.get_by_label("Narrow down").fill("nanoplatelet")
    assert 0 < page.locator("table.rows tbody tr:visible").count() < every
    page.get_by_label("Narrow down").fill("")
    page.get_by_role("button", name="agent", exact=True).click()
    agents = page.locator("table.rows tbody td:first-child").all_text_contents()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("agent")
    in_order = "names => [...names].sort((a, b) => a.localeCompare(b))"
    assert agents == page.evaluate(in_order, agents)
    assert len(set(agents)) > 5
    rows.filter(has_text="HBr").first.get_by_role("link", name="PLQY").first.click()
    page.get_by_role("link", name="Compare before and after").click()
    assert page.locator("figure svg g[data-node]").count() > 5
    with page.expect_download() as file:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert file.value.suggested_filename == "compare.csv"
    assert file.value.path().read_text().startswith("treatment,agent,host,form,observable")


def test_from_a_path_to_its_evidence_with_other_weights_and_a_link_to_share(opened: Opener) -> None:
    page = opened("/paths")
    page.get_by_label("from", exact=True).fill("HBr")
    page.get_by_label("to", exact=True).fill("PLQY")
    page.get_by_label("host", exact=True).fill("CsPbBr3")
    page.get_by_role("button", name="Find paths").click()
    page.wait_for_url("**/paths?*")  # until it is loaded: what is looked at next does not wait
    before = page.locator("details.path > summary .score").all_inner_texts()
    assert before
    page.locator("figure g[data-link][role=button]").last.click()
    step = page.locator("details.step[open]")
    assert step.count() == 1
    assert "belief" in step.locator(".arithmetic").inner_text()
    step.get_by_role("link", name="evidence").first.click()
    assert page.locator(".what").inner_text().startswith("claim")
    page.go_back()
    page.get_by_text("How much to believe what is").click()
    page.get_by_label("joined from several studies").fill("1")
    page.get_by_role("button", name="Find paths").click()
    page.wait_for_url("**joined=1")  # what is as usual stays out of the address
    after = page.locator("details.path > summary .score").all_inner_texts()
    assert after != before
    shared = opened(page.url)
    assert shared.locator("details.path > summary .score").all_inner_texts() == after


def test_by_keyboard_alone(opened: Opener) -> None:
    page = opened("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    to(page, "#find-name")
    page.keyboard.type("HBr")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ontology/HBr")
    to(page, "a[href^='/map?agent=']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/map?agent=HBr")
    to(page, "figure a[href='/ontology/V_Br']")
    assert page.locator("figure .dim").count() > 0  # the rest of the map stands back
    assert "HBr lowers bromide vacancy" in page.locator(".chosen").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("figure .dim").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/ontology/V_Br")
    to(page, "details.elsewhere summary", most=500)
    page.keyboard.press("Enter")
    assert page.get_by_text("defectkg show dkg:V_Br").is_visible()


def test_on_a_phone(opened: Opener) -> None:
    page = opened("/", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    for view in VIEWS:
        page.goto(view)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, view
    page.goto("/")
    page.get_by_label("Find a defect, agent").fill("Wu 2018")
    page.get_by_role("button", name="Find", exact=True).tap()
    page.wait_for_url("**/data/Wu2018")
    assert heading(page) == "Wu 2018"


def test_without_scripts(opened: Opener) -> None:
    page = opened("/", java_script_enabled=False)
    form = page.locator("form[action='/tried']")
    form.get_by_label("defect").fill("bromide vacancy")
    form.get_by_role("button", name="Ask").click()
    assert page.locator("table.rows tbody tr").count() > 10
    page.goto("/paths?start=HBr&end=PLQY&host=CsPbBr3")
    step = page.locator("details.path[open] details.step").first
    step.locator("summary").click()
    step.get_by_role("link", name="evidence").first.click()
    assert page.locator(".what").inner_text().startswith("claim")
    page.goto("/map?agent=HBr")
    page.locator("figure a[href='/ontology/V_Br']").click()
    assert heading(page) == "bromide vacancy"
    page.goto("/editor?load=hosts")
    with page.expect_download() as file:
        page.get_by_role("button", name="Ask").click()
    assert "CsPbBr3" in file.value.path().read_text()


def test_names_complete_themselves_as_people_write_them(opened: Opener) -> None:
    page = opened("/")
    field = page.locator("form[action='/tried'] input[name=defect]")
    with page.expect_response(re.compile(r"/complete\?text=v_br&")):
        field.press_sequentially("v_br")
    option = page.locator("form[action='/tried'] datalist option").first
    assert option.get_attribute("value") == "bromide vacancy"


def test_sparql_is_asked_its_faults_marked_and_its_terms_completed(opened: Opener) -> None:
    page = opened("/editor")
    page.get_by_role("button", name="Ask").click()
    answer = page.locator("#answer table.rows tbody tr")
    answer.first.wait_for()
    assert answer.count() == 50
    query = page.get_by_label("Query")
    query.fill("SELECT ?s {\n  ?s a dkg:AgentKind ;; ?\n}")
    query.fill("bromide vac")
    query.press("Control+Space")
    page.get_by_role("button", name="bromide vacancy · dkg:V_Br").click()
    assert query.input_value().endswith("dkg:V_Br")


def test_a_fault_in_sparql_is_shown_at_its_place(browser: Any, served_at: str) -> None:
    """In a window of its own: the browser notes the answer 400 as a fault."""
    context = browser.new_context(base_url=served_at)
    page = context.new_page()
    page.goto("/editor")
    page.get_by_label("Query").fill("SELECT ?s {\n  ?s a dkg:AgentKind\n  } }")
    page.get_by_role("button", name="Ask").click()
    said = page.locator("#answer .remark", has_text="error at")
    said.wait_for()
    line, column = re.findall(r"error at (\d+):(\d+)", said.inner_text())[0]
    before = "field => field.value.slice(0, field.selectionStart).split('\\n')"
    lines = page.get_by_label("Query").evaluate(before)
    assert (len(lines), len(lines[-1]) + 1) == (int(line), int(column)) == (3, 6)
    context.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_view_opens_without_a_fault(opened: Opener, colours: str) -> None:
    page = opened("/", color_scheme=colours)
    for view in VIEWS:
        page.goto(view)
        page.wait_for_load_state("networkidle")
        assert heading(page)


def test_nothing_keeps_people_out(opened: Opener, axe: Callable[[Any], list[str]]) -> None:
    page = opened("/")
    for view in VIEWS:
        page.goto(view)
        assert axe(page) == []


def test_on_paper_only_the_answer_is_printed(opened: Opener) -> None:
    page = opened("/tried?defect=V_Br&host=CsPbBr3")
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    assert not page.locator("form.filters").is_visible()
    assert page.locator("table.rows").is_visible()
