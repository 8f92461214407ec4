"""Executes notebooks one after the other, each in a kernel of its own, without a browser.

Usage: python execute.py OUTPUT_FOLDER NOTEBOOK...

Keeps each executed notebook and its HTML in the output folder, and prints one JSON object a line on standard output:
{"event": "cell", "notebook": NAME, "cell": N, "cells": N}
{"event": "done", "notebook": NAME, "seconds": S}
{"event": "failed", "notebook": NAME, "cell": N, "error": TEXT}
Stops at the first notebook that fails, with exit code 1. When standard input closes, because whoever started this
wants it to stop or has gone, it ends the running kernel and stops, with exit code 130.
"""

import asyncio
import json
import os
import sys
import threading
import time
from pathlib import Path

# Of a notebook's schema nobody checks the format of a URI; what would do so builds a grammar at each start, for a second.
sys.modules["rfc3987_syntax"] = None

import nbformat
from jinja2 import DictLoader
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter
from nbconvert.filters import strip_ansi

CELL_TIMEOUT_SECONDS = 300
STOPPED = 130

# nbconvert's page without the scripts that it would load from the network: the notebooks use neither formulas nor
# Mermaid diagrams, and their charts are SVG.
OFFLINE_PAGE = """{% extends 'lab/index.html.j2' %}
{% block html_head_js %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
"""


def say(**event):
    print(json.dumps(event), flush=True)


class StrayError(Exception):
    """An error that no cell waited for: a rejected promise, a callback that threw."""


async def run_cells(client):
    """
    Runs all cells. Raises at the first that fails, or after which an error turns up that nobody waited for. What a kernel
    itself prints goes to standard error: standard output is for events.
    """
    name = client.resources["name"]
    code_cells = [index for index, cell in enumerate(client.nb.cells) if cell.cell_type == "code"]
    async with client.async_setup_kernel(stdout=sys.stderr):
        client.shutdown_kernel = "graceful"
        for number, index in enumerate(code_cells, start=1):
            say(event="cell", notebook=name, cell=number, cells=len(code_cells))
            await client.async_execute_cell(client.nb.cells[index], index)
            await raise_stray_errors(client.kc)


async def raise_stray_errors(kernel):
    """What the kernel has published since the cell ended; nbclient itself drops it."""
    while await kernel.iopub_channel.msg_ready():
        message = await kernel.get_iopub_msg(timeout=0)
        if message["msg_type"] == "error":
            raise StrayError(failure_text(message["content"]))


def failure_text(failure):
    """As a reader meets it below the cell, without colours: `failure` is the content of Jupyter's error message."""
    text = "\n".join(failure["traceback"]) or f"{failure['ename']}: {failure['evalue']}"
    return strip_ansi(text)


def error_of(notebook):
    """The error of the cell that failed, which is the last that ran."""
    errors = [
        output
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]
    return failure_text(errors[-1])


async def execute(path, folder):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="playhead",
        timeout=CELL_TIMEOUT_SECONDS,
        iopub_timeout=CELL_TIMEOUT_SECONDS,
        startup_timeout=CELL_TIMEOUT_SECONDS,
        # One that is still starting would not hear a polite request.
        shutdown_kernel="immediate",
        resources={"name": path.name, "metadata": {"path": str(path.parent)}},
    )
    started = time.monotonic()
    error = None
    try:
        await run_cells(client)
    except CellExecutionError:
        error = error_of(notebook)
    except (StrayError, CellTimeoutError, DeadKernelError) as failure:
        error = str(failure)
    keep(notebook, path.name, folder)
    if error is None:
        say(event="done", notebook=path.name, seconds=round(time.monotonic() - started, 1))
    else:
        say(event="failed", notebook=path.name, cell=client.code_cells_executed, error=error)
    return error is None


def keep(notebook, name, folder):
    nbformat.write(notebook, folder / name)
    page = DictLoader({"offline.html.j2": OFFLINE_PAGE})
    exporter = HTMLExporter(extra_loaders=[page], template_file="offline.html.j2")
    html, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": Path(name).stem}})
    page_of(folder / name).write_text(html, encoding="utf-8")


def page_of(notebook):
    return notebook.with_suffix(".html")


async def execute_all(paths, folder):
    for path in paths:
        if not await execute(path, folder):
            return 1
    return 0


async def execute_until_stopped(paths, folder):
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()

    def wait_for_end_of_input():
        while os.read(sys.stdin.fileno(), 1024):
            pass
        loop.call_soon_threadsafe(stopped.set)

    threading.Thread(target=wait_for_end_of_input, daemon=True).start()
    work = asyncio.ensure_future(execute_all(paths, folder))
    waiting = asyncio.ensure_future(stopped.wait())
    await asyncio.wait([work, waiting], return_when=asyncio.FIRST_COMPLETED)
    if work.done():
        return work.result()
    # nbclient takes the cancellation for the kernel's death and ends the kernel, which is what is wanted.
    work.cancel()
    await asyncio.wait([work])
    return STOPPED


def main(folder, *notebooks):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [Path(notebook).resolve() for notebook in notebooks]
    for path in paths:
        # What an earlier run left must not pass for this one's.
        for kept in (folder / path.name, page_of(folder / path.name)):
            kept.unlink(missing_ok=True)
    return asyncio.run(execute_until_stopped(paths, folder))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
