"""What the bench tells a contestant on its command line, and what it wants to hear."""

import argparse
import json
import time


def read_task() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ["brokers", "topic", "output", "group", "home"]:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--records", required=True, type=int)
    return parser.parse_args()


def tell_begin() -> None:
    """Everything is loaded; from here on the clock runs."""
    print(json.dumps({"began": round(time.time() * 1000)}), flush=True)
