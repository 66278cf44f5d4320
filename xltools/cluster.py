"""A Dask cluster that reads files: other machines, or other processes of this one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from xltools.errors import XltoolsError
from xltools.reading.elsewhere import reading_on

PATIENCE = 10
"""Seconds to wait for the scheduler to answer."""


@contextmanager
def cluster(address: str) -> Iterator[None]:
    """Let the cluster whose scheduler is at an address (``tcp://host:8786``) read the files inside the block. xltools of this version has
    to be installed on its machines, and they have to see the files under the same names.

    Raises:
        XltoolsError: Dask is not installed here; nobody answers at the address.
    """
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise XltoolsError("cluster-not-installed") from error
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise XltoolsError("cluster-unreachable", address=address) from error
    with client, reading_on(client.get_executor(pure=False), (KilledWorker,)):
        yield
