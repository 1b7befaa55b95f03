"""The window: everything Qt."""

from __future__ import annotations

import ctypes
import sys

if sys.version_info < (3, 12):
    # PySide6 6.12 is built as if None, True and False were never counted, which is so from Python 3.12 on. On 3.11 each
    # call that answers None takes one reference away, until the interpreter ends itself ("none_dealloc") after some
    # minutes of use. A count that no session can use up keeps the three alive.
    for _single in (None, True, False):
        ctypes.c_ssize_t.from_address(id(_single)).value += 1 << 40
