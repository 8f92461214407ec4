"""Drives one kernel by Jupyter's own client: requests come as JSON lines on stdin, answers go as JSON lines to stdout.

The kernel is the one that the project given as argument has registered in its .venv.
"""

import json
import sys

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

project = sys.argv[1]
specs = KernelSpecManager(kernel_dirs=[f"{project}/.venv/share/jupyter/kernels"])
manager = KernelManager(kernel_name="playhead", kernel_spec_manager=specs)
manager.start_kernel(cwd=f"{project}/notebooks")
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)


def execute(code, interrupt_at=None, wait=True, stop_on_error=True):
    """Runs a cell; `interrupt_at` interrupts it once that text has been printed."""
    if not wait:
        return client.execute(code, stop_on_error=stop_on_error)
    outputs = []

    def collect(message):
        content = message["content"]
        outputs.append({"type": message["msg_type"], **content})
        if interrupt_at is not None and interrupt_at in content.get("text", ""):
            manager.interrupt_kernel()

    reply = client.execute_interactive(
        code, output_hook=collect, timeout=60, allow_stdin=False, stop_on_error=stop_on_error
    )
    return {**reply["content"], "outputs": outputs}


def together(codes):
    """Sends cells at once, as "Run All" does."""
    ids = [client.execute(code) for code in codes]
    replies = {}
    while len(replies) < len(ids):
        reply = client.get_shell_msg(timeout=60)
        replies[reply["parent_header"]["msg_id"]] = reply["content"]["status"]
    return [replies[id] for id in ids]


def statuses():
    """What the kernel says of its state when it is asked what JupyterLab asks a kernel that it opens."""
    id = client.history(hist_access_type="tail", n=1)
    states = []
    while "idle" not in states:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == id:
            states.append(message["content"]["execution_state"])
    client.get_shell_msg(timeout=60)
    return states


def sessions():
    """The sessions named by what the kernel answers to two front ends."""
    other = BlockingKernelClient(connection_file=manager.connection_file)
    other.load_connection_file()
    other.start_channels()
    own = client.kernel_info(reply=True, timeout=60)["header"]["session"]
    others = other.kernel_info(reply=True, timeout=60)["header"]["session"]
    other.stop_channels()
    return [own, others]


def complete(code, position):
    return client.complete(code, position, reply=True, timeout=60)["content"]


def inspect(code, position):
    return client.inspect(code, position, reply=True, timeout=60)["content"]


def pid():
    return manager.provisioner.pid


def shutdown():
    manager.shutdown_kernel()


def restart():
    manager.restart_kernel()
    client.wait_for_ready(timeout=60)


operations = [execute, together, statuses, sessions, complete, inspect, pid, shutdown, restart]
by_name = {operation.__name__: operation for operation in operations}
print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    answer = by_name[request.pop("do")](**request)
    print(json.dumps(answer), flush=True)
if manager.is_alive():
    manager.shutdown_kernel()
