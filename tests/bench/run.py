"""The bench's arguments, and the order in which it measures."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("CSDESK_TODAY", "2026-11-23")


def main(arguments: list[str] | None = None) -> int:
    """Measures what is asked for and prints the table; 0, or 1 when something could not be measured."""
    parser = argparse.ArgumentParser(description="Measures CSDesk beside its floors; nothing is asserted.")
    parser.add_argument("--quick", action="store_true", help="one run of each and a tenth of the rows")
    parser.add_argument("--full", action="store_true", help="also an import of 100,000 rows of 20 columns")
    parser.add_argument(
        "--only", metavar="WORD", default="", help="start, import, palette, grid, form, papers, signals ..."
    )
    chosen = parser.parse_args(arguments)

    import book_bench
    import paper_bench
    import renewals_bench
    import signals_bench
    import start_bench
    import today_bench
    import window_bench
    from figures import Figure, printed

    times = 1 if chosen.quick else 5
    rows = 1_000 if chosen.quick else 10_000
    found: list[Figure] = []
    broken = False
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ["CSDESK_HOME"] = str(folder / "home")
        groups: list[tuple[str, Callable[[], list[Figure]]]] = [
            ("start", lambda: start_bench.start(folder, times)),
            ("memory", lambda: start_bench.memory(folder)),
            ("import", lambda: book_bench.imports(folder, rows, times)),
            ("palette", lambda: book_bench.palette(folder, rows, times)),
            ("grid", lambda: window_bench.grid(folder, rows, times)),
            ("form", lambda: window_bench.form(folder, times)),
            ("papers", lambda: paper_bench.papers(folder, times)),
            ("today", lambda: today_bench.today(folder, rows, times)),
            ("signals", lambda: signals_bench.signals(folder, rows, times)),
            ("renewals", lambda: renewals_bench.renewals(folder, rows, times)),
        ]
        if chosen.full:
            groups.append(("full", lambda: book_bench.imports(folder, 100_000, 3)))
        for name, measure in groups:
            if chosen.only and chosen.only != name:
                continue
            print(f"measuring: {name}", file=sys.stderr, flush=True)
            try:
                found += measure()
            except Exception as problem:
                broken = True
                print(f"{name} could not be measured: {type(problem).__name__}: {problem}", file=sys.stderr)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.platform()}")
    print(printed(found))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main())
