"""The site opened from the disk: names are found, nothing is asked of a server, no one kept out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.site
PAGES = (
    "explorer",
    "tried",
    "tried/defect-bromide-vacancy",
    "ontology/index",
    "ontology/V_Br",
    "data/index",
    "data/zheng2019-hydrogen-bromide-c4",
    "compare",
    "gaps/host-CsPbBr3",
    "map",
    "paths/start-HBr-end-PLQY-host-CsPbBr3",
    "queries/index",
    "editor",
)
SAMPLE = ("explorer", "tried", "ontology/V_Br", "data/index", "compare", PAGES[-3], "editor")


@pytest.fixture
def opened(browser: Any, site: Path) -> Iterator[Callable[..., Any]]:
    """Opens pages of the site as files; none may ask for what is no file of it, or have a fault."""
    contexts, faults = [], []

    def note(request: Any) -> None:
        if not request.url.startswith((f"{site.as_uri()}/", "data:")):
            faults.append(f"asked {request.url}")

    def open_page(name: str, **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: said.type == "error" and faults.append(said.text))
        page.goto(f"{site.as_uri()}/{name}.html")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def test_a_name_leads_to_its_page(opened: Callable[..., Any], site: Path) -> None:
    page = opened("explorer")
    for typed, file in (
        ("DDAB", "ontology/DDAB"),
        ("v_br", "ontology/V_Br"),
        ("Wu 2018", "data/Wu2018"),
        ("zheng2019-nickel-c1", "data/zheng2019-nickel-c1"),
    ):
        field = page.get_by_label("Find a defect, agent")
        field.fill(typed)
        field.press("Enter")
        page.wait_for_url(f"{site.as_uri()}/{file}.html")
    field = page.get_by_label("Find a defect, agent")
    field.fill("nothing of this name")
    field.press("Enter")
    page.get_by_text("Nothing is called nothing of this name here.").wait_for()
    field.fill("bromide v")
    page.locator("datalist option[value='bromide vacancy']").first.wait_for(state="attached")


def test_without_scripts_no_field_is_shown_that_does_nothing(opened: Callable[..., Any]) -> None:
    page = opened("explorer", java_script_enabled=False)
    assert not page.locator("form").is_visible()
    page.get_by_role("link", name="What is known about DDAB").click()
    assert page.locator("h1").inner_text() == "didodecyldimethylammonium bromide"
    page.get_by_role("link", name="Outcomes", exact=True).last.click()
    assert page.locator("table.rows tbody tr").count() > 0


def test_the_map_dims_what_is_not_on_the_chains_of_a_kind(opened: Callable[..., Any]) -> None:
    page = opened("map")
    page.locator("figure a[href='ontology/V_Br.html']").first.focus()
    assert page.locator("figure .dim").count() > 10
    page.locator(".chosen a").first.click()
    assert page.locator("h1").inner_text() == "bromide vacancy"


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_pages_open_without_a_fault_and_fit_a_phone(
    opened: Callable[..., Any], site: Path, colours: str
) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    page = opened("index", color_scheme=colours, **phone)
    for name in PAGES:
        page.goto(f"{site.as_uri()}/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(255, 255, 255)") == (colours == "light")


def test_nothing_keeps_people_out(
    browser: Any, site: Path, axe: Callable[[Any], list[str]]
) -> None:
    """In a window of its own: axe asks for style sheets by a way that files do not allow."""
    context = browser.new_context()
    page = context.new_page()
    for name in SAMPLE:  # the largest take axe ten seconds each
        page.goto(f"{site.as_uri()}/{name}.html")
        assert axe(page) == []
    context.close()
