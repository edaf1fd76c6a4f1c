"""For what measures CPU time: the objects of earlier tests in the same process are not the program's."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_heap() -> Iterator[None]:
    """Collections of garbage look only at objects made from now on; over all of a worker's they can take a second."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
