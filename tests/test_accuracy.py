"""The accuracy room: its labels hold together, its sums are right, and the probe is answered without a mistake."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from accuracy import page, sample, tools
from accuracy.labels import KINDS, Label, Pin, Verdict, accepted, changed, family, read_labels
from accuracy.probe import FOLDER, PIN, read_probe
from accuracy.scoring import Tally, judge, related_rule, right_kind, total
from accuracy.tools import Reported

BEAKER = Pin("beaker", "1.14.1", "wheel")


def label(kind: str, verdict: Verdict, line: int = 5, last: int = 7) -> Label:
    return Label(BEAKER, "beaker/lock.py", line, kind, verdict, "", line, last, "")


def judged(each: Label, *reports: Reported) -> Tally:
    return total(judge([each], {"beaker": list(reports)}))


def test_the_labels_are_of_known_kinds_and_each_has_a_reason() -> None:
    labels = read_labels()
    assert {each.kind for each in labels} <= set(KINDS)
    assert all(each.why and each.first <= each.line <= each.last for each in labels)
    assert Counter(each.verdict for each in labels) == {"violation": 208, "clean": 159, "contextual": 65}
    assert len({each.pin for each in labels}) == 34


def test_a_violation_is_found_by_a_fair_kind_anywhere_in_its_statement() -> None:
    site = label("file-lock", "violation")
    assert judged(site, Reported("beaker/lock.py", 7, 7, "pid-file")) == Tally(found=1, violations=1)
    assert judged(site, Reported("beaker/lock.py", 8, 8, "file-lock")) == Tally(violations=1)
    assert judged(site, Reported("beaker/other.py", 5, 5, "file-lock")) == Tally(violations=1)
    assert judged(site, Reported("beaker/lock.py", 5, 5, "url-peer")) == Tally(violations=1)


def test_a_look_alike_is_a_false_alarm_of_its_own_kind_only() -> None:
    site = label("file-lock", "clean")
    assert judged(site, Reported("beaker/lock.py", 5, 5, "file-lock")) == Tally(alarms=1, clean=1)
    assert judged(site, Reported("beaker/lock.py", 5, 5, "pid-file")) == Tally(clean=1)


def test_what_is_contextual_does_not_count() -> None:
    assert judged(label("file-lock", "contextual"), Reported("beaker/lock.py", 5, 5, "file-lock")) == Tally()


def test_a_related_rule_speaks_of_the_family_of_the_label() -> None:
    report = Reported("beaker/lock.py", 5, 5, "B108")
    assert related_rule(label("shared-path", "violation"), report)
    assert not related_rule(label("url-peer", "violation"), report)
    assert family("bare-suppression") == ""
    assert accepted("manager") == {"manager", "mp-connection", "host-sync", "host-queue", "shared-ctypes"}


def test_a_changed_line_is_told(tmp_path: Path) -> None:
    assert changed([label("file-lock", "clean")], tmp_path) == ["beaker/beaker/lock.py:5"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_probe_has_a_violation_and_a_look_alike_of_each_kind(kind: str) -> None:
    verdicts = {each.verdict for each in read_probe() if each.kind == kind}
    assert verdicts == {"violation", "clean"}


def test_the_probe_is_code() -> None:
    for path in FOLDER.rglob("*.py"):
        compile(path.read_text("utf-8"), str(path), "exec", dont_inherit=True)


def test_the_probe_is_answered_without_a_mistake(tmp_path: Path) -> None:
    copy = shutil.copytree(FOLDER, tmp_path / "shop")
    results = judge(read_probe(), {PIN.package: tools.sharelint(copy)}, right_kind)
    wrong = [f"{each.label.path}:{each.label.line} {each.label.kind}" for each in results if each.missed]
    wrong += [f"{each.label.path}:{each.label.line} not {each.label.kind}" for each in results if each.false_alarm]
    assert wrong == []


def test_a_sample_takes_equal_parts_and_is_the_same_again(tmp_path: Path) -> None:
    found = [Reported("a.py", line, line, "file-lock", "error", "m") for line in range(1, 51)]
    found += [Reported("a.py", line, line, "pid-file", "warning", "m") for line in range(1, 4)]
    found += [Reported("a.py", 1, 1, "url-peer", "note", "m")]
    drawn = sample.draw({"shop": found}, 10, seed=1)
    assert Counter(report.rule for _, report, _ in drawn) == {"file-lock": 7, "pid-file": 3}
    assert drawn == sample.draw({"shop": found[::-1]}, 10, seed=1)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "a.py").write_text("\n" * 60)
    sample.write(drawn, tmp_path, tmp_path / "sample.tsv")
    text = (tmp_path / "sample.tsv").read_text()
    assert sample.verdicts(tmp_path / "sample.tsv") == {}
    (tmp_path / "judged.tsv").write_text(text.replace("\n\t\tfile-lock", "\nwrong\ta test\tfile-lock"))
    assert sample.verdicts(tmp_path / "judged.tsv")["file-lock"] == sample.Verdicts(0, 7, 0, 50, ["a test"] * 7)


def test_judgements_are_weighted_by_what_each_rule_reports() -> None:
    found = {"file-lock": sample.Verdicts(10, 0, 0, 90), "pid-file": sample.Verdicts(0, 9, 1, 10, ["a test"])}
    text = page.judgements(found)
    assert "| pid-file | 0 | 9 | 1 | 10 | 0.00 |" in text
    assert "Weighted by the number of findings of each rule: 0.90 right." in text
    assert "- pid-file: a test (1)" in text


def test_a_section_is_replaced_between_its_markers(tmp_path: Path) -> None:
    text = tmp_path / "accuracy.md"
    text.write_text("before\n<!-- probe: written by `x` -->\n\nold\n\n<!-- end of probe -->\nafter\n")
    page.put("probe", "new", text)
    assert text.read_text() == "before\n<!-- probe: written by `x` -->\n\nnew\n\n<!-- end of probe -->\nafter\n"
    with pytest.raises(ValueError, match="no section `peers`"):
        page.put("peers", "new", text)


def test_the_page_has_every_section() -> None:
    text = page.PAGE.read_text("utf-8")
    for section in ("scores", "peers", "probe", "judged"):
        assert f"<!-- {section}: written by" in text
        assert f"<!-- end of {section} -->" in text
