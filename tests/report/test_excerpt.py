"""Source lines with marked pieces."""

from __future__ import annotations

from sharelint.report.excerpt import Excerpt, Line, Piece, excerpts
from sharelint.report.lines import split_lines

from .build import place

TEXT = "import socket\nPEER = 1\n\n\n\ns = socket.socket()\ns.connect(PEER)\n"


def lines_of(text: str, covered: str) -> tuple[Line, ...]:
    return excerpts((place("a.py", text, covered),), {"a.py": split_lines(text)})[0].lines


def test_marked_pieces_with_a_line_of_context_and_labels() -> None:
    places = (place("a.py", TEXT, "s.connect"), place("a.py", TEXT, "PEER", "is `set` here"))
    assert excerpts(places, {"a.py": split_lines(TEXT)}) == [
        Excerpt(
            "a.py",
            7,
            1,
            (
                Line(1, (Piece("import socket", ""),), (), gap=False),
                Line(2, (Piece("PEER", "related"), Piece(" = 1", "")), ("is `set` here",), gap=False),
                Line(3, (), (), gap=False),
                Line(6, (Piece("s = socket.socket()", ""),), (), gap=True),
                Line(7, (Piece("s.connect", "primary"), Piece("(PEER)", "")), (), gap=False),
            ),
        )
    ]


def test_a_primary_mark_within_a_related_one_shows() -> None:
    places = (place("a.py", TEXT, "connect"), place("a.py", TEXT, "s.connect(PEER)"))
    (found,) = excerpts(places, {"a.py": split_lines(TEXT)})
    assert found.lines[-1].pieces == (Piece("s.", "related"), Piece("connect", "primary"), Piece("(PEER)", "related"))


def test_a_place_in_another_file_is_an_excerpt_of_its_own_without_source_if_that_is_not_known() -> None:
    places = (place("a.py", TEXT, "s.connect"), place("b.py", TEXT, "PEER"))
    assert [(found.path, found.line, len(found.lines)) for found in excerpts(places, {"a.py": split_lines(TEXT)})] == [
        ("a.py", 7, 2),
        ("b.py", 2, 0),
    ]


def test_of_a_long_line_what_is_around_the_mark_is_kept() -> None:
    (line,) = lines_of(f"{'x' * 5000}MARK{'y' * 5000}", "MARK")
    assert [(len(piece.text), piece.mark) for piece in line.pieces] == [
        (1, ""),
        (60, ""),
        (4, "primary"),
        (136, ""),
        (1, ""),
    ]


def test_a_mark_longer_than_what_is_shown_is_cut() -> None:
    (line,) = lines_of("x" * 5000, "x" * 5000)
    assert [(len(piece.text), piece.mark) for piece in line.pieces] == [(200, "primary"), (1, "")]


def test_what_acts_instead_of_showing_is_an_escape() -> None:
    (line,) = lines_of("a\t\x1b\u202eb", "b")
    assert line.pieces == (Piece("a    \\x1b\\u202e", ""), Piece("b", "primary"))
