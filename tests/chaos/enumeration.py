"""Every point that the code has, read from its text: the store's units, the carrier, Slack."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot import ports

_ROOT = Path(__file__).resolve().parents[2]
_UNITS = (*sorted((_ROOT / "bot" / "services").glob("*.py")), _ROOT / "bot" / "app.py")
_SLACK = sorted((_ROOT / "bot" / "slack").glob("*.py"))
_CALL = re.compile(r"client\.([a-z]+(?:_[A-Za-z]+)+)\(")
_QUEUE = ("queue.claim", "queue.done", "queue.again")
# Said at the start, before anything is promised to anybody.
_AT_START = frozenset({"slack.auth.test"})


def points() -> frozenset[str]:
    """The names of all points, without `before:` and `after:`."""
    units = {name for file in _UNITS for name in _units(ast.parse(file.read_text("utf-8")))}
    return frozenset({*units, *_carrier(), *_slack(), *_QUEUE})


def _carrier() -> Iterator[str]:
    """The calls of the ports that a carrier fills."""
    for port in (ports.Carrier, ports.Signer):
        for name, member in vars(port).items():
            if callable(member) and not name.startswith("_"):
                yield f"carrier.{name}"


def _slack() -> Iterator[str]:
    """The methods of the Web API that the bot calls, and the response URL."""
    yield "slack.response_url"
    for file in _SLACK:
        for found in _CALL.findall(file.read_text("utf-8")):
            name = f"slack.{found.replace('_', '.')}"
            if name not in _AT_START:
                yield name


def _units(module: ast.Module) -> Iterator[str]:
    """The units of work that a module hands over, named as `points.unit_name` does."""
    for scope, function in _functions(module):
        looks = set(_arguments(function, "read"))
        for node in ast.walk(function):
            if isinstance(node, ast.Lambda) and _is_unit(node) and node not in looks:
                yield f"{scope}/{_first_name(node)}"
        for handed in _arguments(function, "write"):
            if isinstance(handed, ast.Attribute):
                yield f"{scope.rpartition('.')[0]}.{handed.attr}"


def _functions(module: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{node.name}.{each.name}", each
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node


def _arguments(function: ast.AST, method: str) -> Iterator[ast.AST]:
    """What is handed to calls of a method of this name."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == method:
            yield from node.args


def _is_unit(found: ast.Lambda) -> bool:
    return [argument.arg for argument in found.args.args] == ["books"]


def _first_name(found: ast.Lambda) -> str:
    """What the unit calls first."""
    called = found.body.func if isinstance(found.body, ast.Call) else found.body
    return called.attr if isinstance(called, ast.Attribute) else ast.unparse(called)
