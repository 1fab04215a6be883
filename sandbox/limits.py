"""How much a stranger's code may take: named numbers with units and reasons, all settable."""

from __future__ import annotations

import resource
from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB

MEMORY_BYTES = (
    1024 * MIB
)  # of address space per process: an honest solution with TLS and 20 threads maps 400 MiB
TREE_MEMORY_BYTES = 1536 * MIB  # of memory in use by all processes together; an honest one uses 80 MiB
PROCESSES = 64  # processes and threads together: an honest solution needs 20, a fork bomb is stopped at once
CPU_SECONDS = (
    120  # per process; the slowest honest hidden test needs a tenth, and an endless call ends sooner
)
FILE_BYTES = 16 * MIB  # of one written file: a spool of messages is some KiB
SCRATCH_BYTES = 32 * MIB  # of the private temporary folder, where the rung can limit a whole folder
SHARED_MEMORY_BYTES = 16 * MIB  # of /dev/shm, which `multiprocessing` needs for its locks
LOCKED_BYTES = 0  # of memory that cannot be swapped out
QUEUED_BYTES = 0  # of messages in the kernel's queues, which outlive who made them
WAITING_SIGNALS = 64  # and timers: a number of all programs of one user together
OPEN_FILES = 256  # connections and files together: a client per message of a long test needs 100


@dataclass(frozen=True)
class Limits:
    """What one sandbox may use; sizes in bytes, times in seconds."""

    memory_bytes: int = MEMORY_BYTES
    tree_memory_bytes: int = TREE_MEMORY_BYTES
    processes: int = PROCESSES
    cpu_seconds: int = CPU_SECONDS
    file_bytes: int = FILE_BYTES
    scratch_bytes: int = SCRATCH_BYTES
    shared_memory_bytes: int = SHARED_MEMORY_BYTES
    open_files: int = OPEN_FILES

    def per_process(self) -> dict[str, int]:
        """The limits that the kernel keeps per process, by their names in `resource` and `prlimit`.

        A limit that this process may not go beyond itself stays.
        """
        wanted = {
            "as": self.memory_bytes,
            "nproc": self.processes,
            "cpu": self.cpu_seconds,
            "fsize": self.file_bytes,
            "nofile": self.open_files,
            "memlock": LOCKED_BYTES,
            "msgqueue": QUEUED_BYTES,
            "sigpending": WAITING_SIGNALS,
            "core": 0,  # a core dump would hold what the process saw
        }
        return {name: _within(name, value) for name, value in wanted.items()}


def _within(name: str, value: int) -> int:
    number: int | None = getattr(resource, f"RLIMIT_{name.upper()}", None)
    most = resource.RLIM_INFINITY if number is None else resource.getrlimit(number)[1]
    return value if most == resource.RLIM_INFINITY else min(value, most)
