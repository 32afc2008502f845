"""The page in a real browser, opened as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sharelint.records import Level
from sharelint.report.html import render

from .build import finding, hostile_report, place, report, source
from .chromium import PROGRAM, Chromium

if not PROGRAM:
    pytest.skip("there is no chromium", allow_module_level=True)

A, B = "m = Manager()\nlock = Lock()\n", "s.connect(('worker-2', 9999))\n"
REPORT = report(
    finding(place("app/a.py", A, "Manager()"), shared="app.a.m", reached=("`GET /a`",)),
    finding(place("app/a.py", A, "Lock()"), shared="app.a.lock", rule="host-sync", level=Level.warning),
    finding(place("lib/b.py", B, "s.connect"), shared="worker-2:9999", rule="socket-peer", level=Level.warning),
    sources=(source("app/a.py", A), source("lib/b.py", B)),
)
SHOWN = "[...document.querySelectorAll('article')].filter((a) => a.checkVisibility()).map((a) => a.id).join()"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def page(chromium: Chromium, tmp_path: Path) -> Chromium:
    (tmp_path / "report.html").write_text(render(REPORT), encoding="utf-8")
    chromium.open(tmp_path / "report.html")
    return chromium


def test_filters_leave_what_was_asked_for(page: Chromium) -> None:
    assert page.ask(SHOWN) == "finding-1,finding-2,finding-3"
    page.click("input[value=error]")
    assert page.ask(SHOWN) == "finding-2,finding-3"
    page.click("input[type=search]")
    page.type("LIB/")
    assert page.ask(SHOWN) == "finding-3"
    assert page.ask("document.querySelector('output').value") == "1 of 3 shown"
    assert page.ask("document.querySelectorAll('.arrow.off').length") == 2
    page.click("button[type=reset]")
    assert page.ask(SHOWN) == "finding-1,finding-2,finding-3"
    page.ask("(f => (f.rule.value = 'host-sync', f.dispatchEvent(new Event('input'))))(filters)")
    assert page.ask(SHOWN) == "finding-2"


def test_an_arrow_leads_to_its_finding(page: Chromium) -> None:
    page.click(".arrow[href='#finding-1'] .line")
    assert page.ask("location.hash + ' ' + document.activeElement.id") == "#finding-1 finding-1"


def test_an_arrow_can_be_followed_by_keyboard(page: Chromium) -> None:
    page.ask("document.querySelector(\".arrow[href='#finding-3']\").focus()")
    assert page.ask("document.querySelectorAll('.lit').length") == 2
    page.press("Enter", 13)
    assert page.ask("document.activeElement.id") == "finding-3"


def test_a_link_to_a_finding_that_is_filtered_away_shows_it(page: Chromium) -> None:
    page.click("input[value=error]")
    page.ask("(location.hash = '#finding-1', new Promise((done) => setTimeout(done, 50)))")
    assert page.ask("document.activeElement.id") == "finding-1"


def test_a_rule_opens_when_it_is_linked_to(page: Chromium) -> None:
    page.click("a[href='#rule-manager']")
    assert page.ask("document.getElementById('rule-manager').open") is True


def test_what_can_be_reached_has_a_name_for_a_screen_reader(page: Chromium) -> None:
    nodes = page.send("Accessibility.getFullAXTree")["nodes"]
    roles = {"link", "button", "checkbox", "searchbox", "combobox", "article", "region", "search"}
    reachable = [node for node in nodes if node.get("role", {}).get("value") in roles]
    assert {node["role"]["value"] for node in reachable} == roles
    assert [node for node in reachable if not node.get("name", {}).get("value")] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_in_light_and_dark(page: Chromium, scheme: str) -> None:
    """Contrast by WCAG 2.1: at least 4.5 for all text on the ground of the page or its own."""
    page.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    worst = page.ask("""(() => {
        const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
        const light = (text) => {
            const [r, g, b] = rgb(text).map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = (element) => {
            const color = getComputedStyle(element).backgroundColor;
            return rgb(color)[3] === 0 && element.parentElement ? ground(element.parentElement) : color;
        };
        const texts = "p, h1, h2, h3, a:not(.arrow), code, dt, mark, .level, .label, .number";
        return Math.min(...[...document.querySelectorAll(texts)]
            .filter((element) => element.checkVisibility())
            .map((element) => [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a))
            .map(([high, low]) => (high + 0.05) / (low + 0.05)));
    })()""")
    assert worst >= 4.5


def test_nothing_hostile_runs(chromium: Chromium, tmp_path: Path) -> None:
    (tmp_path / "hostile.html").write_text(render(hostile_report()), encoding="utf-8")
    chromium.send("Page.addScriptToEvaluateOnNewDocument", source="window.alert = () => { window.ran = true; }")
    chromium.open(tmp_path / "hostile.html")
    assert chromium.ask("[window.ran, document.images.length, document.scripts.length].join()") == ",0,1"
