"""Source texts that are valid Python, or nearly, and as deep, long or large as nobody writes them."""

from __future__ import annotations

KNOWN = "from multiprocessing import Manager\nstate = Manager()\n"  # every case has this finding, unless it is refused


def nested(opening: str, closing: str, depth: int, inner: str = "1") -> str:
    return f"x = {opening * depth}{inner}{closing * depth}\n"


def indented(head: str, depth: int, step: str = " ") -> str:
    return "".join(f"{step * level}{head.format(level)}\n" for level in range(depth)) + f"{step * depth}pass\n"


EXPRESSIONS = {
    "plus_12000": "x = " + "1 + " * 12_000 + "1\n",
    "plus_12000_lines": "x = (1\n" + "+ 1\n" * 12_000 + ")\n",
    "strings_12000": "x = " + "'a' + " * 12_000 + "'b'\n",
    "implicit_strings_50000": "x = (" + "'a'\n" * 50_000 + ")\n",
    "and_20000": "x = " + "a and " * 20_000 + "b\n",
    "or_self_5000": "x = a\n" + "x = x or b\n" * 5_000,
    "compare_20000": "x = " + "a < " * 20_000 + "b\n",
    "not_20000": "x = " + "not " * 20_000 + "b\n",
    "minus_20000": "x = " + "-" * 20_000 + "1\n",
    "power_5000": "x = " + "2 ** " * 5_000 + "2\n",
    "await_5000": "async def f():\n    x = " + "await " * 5_000 + "y\n",
    "calls_1000": nested("f(", ")", 1_000),
    "parentheses_1000": nested("(", ")", 1_000),
    "lists_1000": nested("[", "]", 1_000),
    "lists_90": nested("[", "]", 90),
    "dicts_1000": nested("{1: ", "}", 1_000),
    "subscripts_3000": "x = a" + "[0]" * 3_000 + "\n",
    "brackets_never_closed": "x = " + "[" * 5_000 + "\n",
    "braces_never_closed_90": "x = " + "{" * 90 + "\n",
    "calls_never_closed_90": "x = " + "f(a, " * 90 + "\n",
    "links_3000": "x = a" + ".b(1)" * 3_000 + "\n",
    "links_3000_lines": "x = (a\n" + "    .b(1)\n" * 3_000 + ")\n",
    "attributes_10000": "x = a" + ".b" * 10_000 + "\n",
    "called_5000": "x = a" + "()" * 5_000 + "\n",
    "lambdas_1000": "x = " + "lambda: " * 1_000 + "1\n",
    "lambdas_90": "x = " + "lambda a: " * 90 + "a\n",
    "ternaries_5000": "x = " + "a if b else " * 5_000 + "c\n",
    "comprehensions_90": "x = " + "[a for a in " * 90 + "b" + "]" * 90 + "\n",
    "for_clauses_1000": "x = [a " + "for a in b " * 1_000 + "]\n",
    "walrus_200": nested("(a := ", ")", 200),
    "starred_5000": "x = f(" + "*a, " * 5_000 + ")\n",
    "keywords_20000": "x = f(" + ", ".join(f"k{n}=1" for n in range(20_000)) + ")\n",
    "arguments_100000": "x = f(" + "1, " * 100_000 + ")\n",
    "f_string_fields_5000": "x = f'" + "{a}" * 5_000 + "'\n",
    "f_string_nested": "x = f'{a:{b:{c}}}'\n",
    "slices_deep": nested("a[", "]", 150, "1:2"),
    "joined_paths_3000": "from pathlib import Path\nx = Path('/tmp')" + " / 'a'" * 3_000 + "\n",
    "percent_3000": "x = 'a'" + " % b" * 3_000 + "\n",
}  # fmt: skip

STATEMENTS = {
    "elif_10000": "if a: pass\n" + "elif b: pass\n" * 10_000,
    "if_95": indented("if a:", 95),
    "if_120": indented("if a:", 120),
    "else_if_95": "".join(f"{' ' * n}if a: pass\n{' ' * n}else:\n" for n in range(95)) + " " * 95 + "pass\n",
    "for_99": indented("for a{} in b:", 99),
    "while_300": indented("while a:", 300),
    "with_95": indented("with a as b{}:", 95),
    "try_95": "".join(f"{' ' * n}try:\n" for n in range(95)) + " " * 95 + "pass\n"
              + "".join(f"{' ' * n}finally: pass\n" for n in reversed(range(95))),
    "functions_97": indented("def f{}(a):", 97),
    "classes_97": indented("class C{}:", 97),
    "classes_and_functions_99": "".join(
        f"{' ' * n}{'class C' if n % 2 else 'def f'}{n}({'' if n % 2 else 'self'}):\n" for n in range(99)
    ) + " " * 99 + "pass\n",
    "async_95": indented("async def f{}():", 95),
    "match_95": "".join(f"{' ' * 2 * n}match a:\n{' ' * (2 * n + 1)}case b{n}:\n" for n in range(45)) + " " * 90 + "pass\n",
    "patterns_1000": "match a:\n    case " + "[" * 1_000 + "]" * 1_000 + ": pass\n",
    "decorators_5000": "@a\n" * 5_000 + "def f(): pass\n",
    "decorated_by_each_other": "".join(f"@d{n + 1}\ndef d{n}(f): return f\n" for n in range(2_000)),
    "except_5000": "try: pass\n" + "".join(f"except E{n}: pass\n" for n in range(5_000)),
    "with_items_2000": "with " + ", ".join("a" for _ in range(2_000)) + ": pass\n",
    "targets_5000": "a = " * 5_000 + "b\n",
    "targets_one_tuple_20000": ", ".join(f"a{n}" for n in range(20_000)) + " = b\n",
    "semicolons_50000": "a;" * 50_000 + "\n",
    "imports_20000": "".join(f"import m{n}\n" for n in range(20_000)),
    "from_import_20000": "from m import (" + ", ".join(f"a{n}" for n in range(20_000)) + ")\n",
    "dotted_import_2000": "import " + ".".join("a" for _ in range(2_000)) + "\n",
    "dots_of_relative_import": "from " + "." * 5_000 + " import a\n",
    "globals_20000": "def f():\n    global " + ", ".join(f"a{n}" for n in range(20_000)) + "\n",
    "parameters_20000": "def f(" + ", ".join(f"a{n}=1" for n in range(20_000)) + "): pass\n",
    "bases_5000": "class C(" + ", ".join(f"B{n}" for n in range(5_000)) + "): pass\n",
    "heirs_3000": "class C0: pass\n" + "".join(f"class C{n + 1}(C{n}): pass\n" for n in range(3_000)),
    "own_bases": "class A(B): pass\nclass B(A): pass\nclass C(C): pass\n",
    "functions_20000": "".join(f"def f{n}(): return f{n + 1}()\n" for n in range(20_000)),
    "names_in_a_chain_5000": "a0 = 'worker-2'\n" + "".join(f"a{n + 1} = a{n}\n" for n in range(5_000)),
    "names_doubled_60": "a0 = 'b'\n" + "".join(f"a{n + 1} = a{n} + a{n}\n" for n in range(60)),
    "f_strings_doubled_60": "a0 = 'b'\n" + "".join(f"a{n + 1} = f'{{a{n}}}/{{a{n}}}'\n" for n in range(60)),
    "rebound_10000": "".join(f"a = {n}\n" for n in range(10_000)) + "f(a)\n",
    "appended_10000": "import socket\na = []\n" + "a.append('worker-2')\n" * 10_000
                      + "for h in a:\n    socket.create_connection((h, 80))\n",
    "choices_14": "import socket\nh = 'x'\n" + "h = (h if a else h + 'b')\n" * 14 + "socket.create_connection((h, 1))\n",
    "returned_through_3000": "".join(f"def f{n}(x): return f{n + 1}(x)\n" for n in range(3_000))
                             + "import socket\ndef f3000(x): socket.create_connection((x, 1))\nf0('worker-2')\n",
    "recursive_functions": "def f(x): return g(x) or f(x)\ndef g(x): return f(g(x))\nf(f)\ng(g)\n",
    "called_20000": "import requests\ndef f(x): requests.get(x)\n" + "f('http://worker-2/')\n" * 20_000,
    "stores_on_self_5000": "class C:\n    def f(self):\n" + "".join(f"        self.a{n} = self.a{n + 1}\n" for n in range(5_000)),
    "handlers_2000": "from flask import Flask\napp = Flask('a')\nrooms = {}\n"
                     + "".join(f"@app.route('/{n}')\ndef f{n}(x):\n    rooms[x] = {n}\n" for n in range(2_000)),
    "suppressions_20000": "x = 1  # sharelint: ignore[manager] because\n" * 20_000,
    "suppression_of_20000": "x = 1  # sharelint: ignore[" + ",".join("a" for _ in range(20_000)) + "]\n",
    "suppression_never_closed": "# sharelint: ignore[" + "a," * 100_000 + "\n",
}  # fmt: skip

LARGE = {
    "one_line_of_50_mb": "x = '" + "a" * 50_000_000 + "'\n",
    "one_line_of_9_mb": "x = '" + "a" * 9_000_000 + "'\n",
    "one_comment_of_9_mb": "#" * 9_000_000 + "\n",
    "list_of_a_million": "x = [\n" + "1,\n" * 1_000_000 + "]\n",
    "dict_of_a_million": "x = {" + ",".join(f"{n}:1" for n in range(1_000_000)) + "}\n",
    "list_of_a_million_on_a_line": "x = [" + "1," * 1_000_000 + "]\n",
    "blank_lines": "\n" * 5_000_000,
    "form_feeds": "\f\n" * 1_000_000,
    "docstring_of_9_mb": '"""' + "a\n" * 4_500_000 + '"""\n',
    "number_of_100000_digits": "x = " + "1" * 100_000 + "\n",
    "float_of_100000_digits": "x = 1." + "1" * 100_000 + "e999999999\n",
    "hex_of_100000_digits": "x = 0x" + "f" * 100_000 + "\n",
    "power_never_worked_out": "x = 9 ** 9 ** 9 ** 9\ny = 'a' * 10 ** 12\nz = (0,) * 10 ** 12\n",
    "names_of_1_mb": "import " + "a" * 1_000_000 + "\n",
    "continued_lines": "x = 1 + \\\n" * 20_000 + "1\n",
}

# Refused by the running Python, whichever it is, or by an older one: LibCST reads it.
NEWER = {
    "type_statement": "type X = int\n",
    "type_parameters": "def f[T: int, *Ts, **P](a: T) -> T: return a\nclass C[T]: pass\n",
    "type_defaults": "class C[T = int]: pass\n",
    "f_string_701": "x = f'{a['b']}{'\\n'.join(c)}'\n",
    "t_string_750": "x = t'{a}'\n",
    "except_without_parentheses": "try: pass\nexcept A, B: pass\n",
    "star_in_subscript": "x = a[*b]\n",
}  # fmt: skip


def cases() -> dict[str, str]:
    """Name -> text."""
    found = EXPRESSIONS | STATEMENTS | LARGE | NEWER
    for newer, head in NEWER.items():
        for deep in ("plus_12000", "not_20000", "calls_1000", "links_3000", "lambdas_1000", "attributes_10000"):
            found[f"{newer}_{deep}"] = head + EXPRESSIONS[deep]
        for deep in ("elif_10000", "functions_97", "if_120"):
            found[f"{newer}_{deep}"] = head + STATEMENTS[deep]
    return {name: KNOWN + text for name, text in found.items()}
