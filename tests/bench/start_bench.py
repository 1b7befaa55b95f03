"""From the command to the first paint, and what the window holds in memory, beside a bare window; fresh processes."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from figures import Figure
from made import sample_book

BARE = """
import sys
from PySide6.QtCore import QAbstractTableModel, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class Model(QAbstractTableModel):
    def rowCount(self, parent=None):
        return 1000

    def columnCount(self, parent=None):
        return 10

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return f"{index.row()} {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


class Window(QMainWindow):
    seen = False

    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.seen:
            self.seen = True
            QTimer.singleShot(0, tell)


def tell():
    report("paint")
    QTimer.singleShot(0, end)


application = QApplication(sys.argv[:1])
window = Window()
table = QTableView()
table.setModel(Model())
window.setCentralWidget(table)
window.resize(1440, 900)
window.show()
application.exec()
"""
OURS = """
from PySide6.QtCore import QTimer
from csdesk import app

usual = app.make_window


def make_window(application):
    window = usual(application)
    window.resize(1440, 900)
    window.painted.connect(lambda: QTimer.singleShot(0, lambda: report("paint")))
    window.ready.connect(lambda: QTimer.singleShot(0, filled))
    return window


def filled():
    report("ready")
    then()


app.make_window = make_window
from csdesk.__main__ import main

main(["--book", sys.argv[1]])
"""
HEAD = """
import os, resource, sys, time
BEGUN = float(os.environ["BENCH_BEGUN"])
FOUND = {}


def report(name):
    FOUND.setdefault(name, (time.time() - BEGUN) * 1000)


def end():
    import json
    FOUND["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(FOUND), flush=True)
    os._exit(0)


def then():
    end()

"""
WALK = """
def then():
    from PySide6.QtWidgets import QApplication
    window = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "open_book"))
    desk = window.context.desk
    from csdesk.desk import documents
    plan = next(one for one in documents.listing(desk) if one.form == "success-plan")
    steps = [("accounts", {}), ("account", {"account_id": plan.account_id}), ("document", {"document_id": plan.id})]

    def step():
        if not window.jobs.idle():
            QTimer.singleShot(20, step)
        elif steps:
            place, where = steps.pop(0)
            window.go(place, **where)
            QTimer.singleShot(150, step)
        else:
            end()

    step()

"""


def _run(code: str, *arguments: str) -> dict[str, float]:
    environment = {**os.environ, "BENCH_BEGUN": repr(time.time())}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(done.stderr.strip()[-400:] or "the window said nothing")
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def start(folder: Path, times: int) -> list[Figure]:
    """Start to the first paint, and to the sample book in sight."""
    book = sample_book(folder)
    bare, ours = [], []
    for _ in range(times):
        bare.append(_run(HEAD + BARE))
        ours.append(_run(HEAD + OURS, str(book)))
    floor = statistics.median(one["paint"] for one in bare)
    beside = "bare PySide6 window with a table of 1,000 rows"
    return [
        Figure("start to first paint", statistics.median(one["paint"] for one in ours), floor, beside=beside),
        Figure("start to the book in sight", statistics.median(one["ready"] for one in ours), floor, beside=beside),
    ]


def memory(folder: Path) -> list[Figure]:
    """The most memory held after the grid, an account, and a plan with its page were shown."""
    book = sample_book(folder)
    floor = _run(HEAD + BARE)["memory"]
    first = _run(HEAD + OURS, str(book))["memory"]
    walked = _run(HEAD + WALK + OURS, str(book))["memory"]
    beside = "the bare window"
    return [
        Figure("peak memory, sample book in sight", first, floor, "MiB", beside),
        Figure("peak memory, then an account and a plan with its page", walked, floor, "MiB", beside),
    ]
