"""The wheel, built as a release is: the bot and nothing else."""

import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from this tree, offline: the build backend is a pinned development dependency."""
    directory = tmp_path_factory.mktemp("wheel")
    command = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", directory)
    built = subprocess.run(command, cwd=_ROOT, check=False, capture_output=True, text=True)  # noqa: S603 - our own words.
    assert built.returncode == 0, built.stdout + built.stderr
    return next(directory.glob("order_numbers-*.whl"))


def test_the_wheel_holds_the_bot_and_its_handlers_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    folders = {name.split("/")[0] for name in names}

    assert {one for one in folders if not one.endswith(".dist-info")} == {"bot", "handlers"}


def test_the_wheel_holds_every_file_of_its_packages(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    sources = {
        path.relative_to(_ROOT).as_posix()
        for package in ("bot", "handlers")
        for path in (_ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert sources <= names


def test_the_wheel_installs_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        entry = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        points = ConfigParser()
        points.read_string(archive.read(entry).decode())

    assert dict(points["console_scripts"]) == {"order-numbers": "bot.__main__:main"}
