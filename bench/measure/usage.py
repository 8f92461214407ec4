"""Runs a command and says what it took: the last line of output is {"usage": {…}}.

    python usage.py COMMAND [ARGUMENT …]

CPU seconds (user and system) are the kernel's own count of the command and all it has waited for. Peak memory is the
highest sum of peaks (VmHWM) seen of the command and its descendants; without /proc (macOS) the largest process's.
The command ends with whoever started this: when standard input ends, or at SIGTERM.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

SAMPLE_EVERY = 0.25


def main() -> None:
    began = time.monotonic()
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)

    def end(*_: object) -> None:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    threading.Thread(target=lambda: (sys.stdin.read(), end()), daemon=True).start()
    peak = Peak(child.pid)
    peak.start()
    _, status, usage = os.wait4(child.pid, 0)
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    report = {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - began,
        "cpuSeconds": usage.ru_utime + usage.ru_stime,
        "peakBytes": max(peak.bytes, largest),
    }
    print("\n" + json.dumps({"usage": report}), flush=True)
    os._exit(0)


class Peak(threading.Thread):
    """Looks again and again at how much memory a process and its descendants have taken at most."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.bytes = 0

    def run(self) -> None:
        while True:
            self.bytes = max(self.bytes, sum(peak_of(pid) for pid in tree(self.pid)))
            time.sleep(SAMPLE_EVERY)


def tree(pid: int) -> list[int]:
    pids = [pid]
    for parent in pids:
        for thread in threads_of(parent):
            pids += [int(child) for child in read(Path(f"/proc/{parent}/task/{thread}/children")).split()]
    return pids


def threads_of(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


def peak_of(pid: int) -> int:
    for line in read(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    main()
