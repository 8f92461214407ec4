"""Executes notebooks one after the other, each in a kernel of its own, without a browser.

Usage: python execute.py OUTPUT_FOLDER NOTEBOOK...

Keeps each executed notebook and its HTML in the output folder, and prints one JSON object a line on standard output:
{"event": "cell", "notebook": NAME, "cell": N, "cells": N}
{"event": "done", "notebook": NAME, "seconds": S}
{"event": "failed", "notebook": NAME, "cell": N, "error": TEXT}
Stops at the first notebook that fails, with exit code 1.
"""

import json
import sys
import time
from pathlib import Path

import nbformat
from jinja2 import DictLoader
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

CELL_TIMEOUT_SECONDS = 300

# nbconvert's page without the scripts that it would load from the network: the notebooks use neither formulas nor
# Mermaid diagrams, and their charts are SVG.
OFFLINE_PAGE = """{% extends 'lab/index.html.j2' %}
{% block html_head_js %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
"""


def say(**event):
    print(json.dumps(event), flush=True)


def execute(path, folder):
    notebook = nbformat.read(path, as_version=4)
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    begun = 0

    def on_cell_start(cell, cell_index):
        nonlocal begun
        begun += cell.cell_type == "code"
        say(event="cell", notebook=path.name, cell=begun, cells=len(code_cells))

    client = NotebookClient(
        notebook,
        kernel_name="playhead",
        timeout=CELL_TIMEOUT_SECONDS,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=on_cell_start,
    )
    started = time.monotonic()
    try:
        client.execute()
    except CellExecutionError as error:
        say(event="failed", notebook=path.name, cell=begun, error=f"{error.ename}: {error.evalue}")
        return False
    except (CellTimeoutError, DeadKernelError) as error:
        say(event="failed", notebook=path.name, cell=begun, error=str(error))
        return False
    finally:
        nbformat.write(notebook, folder / path.name)
        page = DictLoader({"offline.html.j2": OFFLINE_PAGE})
        exporter = HTMLExporter(extra_loaders=[page], template_file="offline.html.j2")
        html, _ = exporter.from_notebook_node(notebook)
        (folder / path.with_suffix(".html").name).write_text(html, encoding="utf-8")
    say(event="done", notebook=path.name, seconds=round(time.monotonic() - started, 1))
    return True


def main(folder, *notebooks):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return 0 if all(execute(Path(notebook).resolve(), folder) for notebook in notebooks) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
