"""The machine's clock is wrong by as many seconds as the file in WRONG_CLOCK says, now and later.

Python runs this by itself where the folder is on its path. The monotonic clock goes on as it does in life.
"""

import mmap
import os
import struct
import time
from pathlib import Path

_right = time.time
with Path(os.environ["WRONG_CLOCK"]).open("r+b") as _file:
    _wrong = mmap.mmap(_file.fileno(), 8)


def _time() -> float:
    return _right() + struct.unpack("d", _wrong[:8])[0]  # type: ignore[no-any-return]


time.time = _time
