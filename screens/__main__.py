"""`python -m screens --socket PATH`: the face alone, as the engine starts it."""

from __future__ import annotations

import argparse
import gc
import logging


def main() -> None:
    gc.disable()  # until the first frame (screens/app.py): everything that is made now stays
    from screens.app import run

    parser = argparse.ArgumentParser(prog="screens", description="The picture and the touches of a terminal.")
    parser.add_argument("--socket", required=True, help="the engine's local socket")
    parser.add_argument("-v", "--verbose", action="store_true", help="log what is only of interest while developing")
    arguments = parser.parse_args()
    logging.basicConfig(
        level=logging.DEBUG if arguments.verbose else logging.INFO, format="%(levelname)s %(name)s: %(message)s"
    )
    run(arguments.socket)


if __name__ == "__main__":
    main()
