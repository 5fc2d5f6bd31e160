"""The yardstick for the face: a bare Kivy window with one label in the same font. A process of its own.

`python bench/campaigns/measure/bare_window.py plain|sparing WIDTH HEIGHT FONT` prints "drawn" after the first flipped
frame and stays until its standard input ends. `plain` is Kivy as it comes; `sparing` is set up like the face: quiet
logs, no configuration file, one provider each, no multisampling, fewer frames a second.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading

SPARING = {
    "KIVY_NO_FILELOG": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_WINDOW": "sdl2",
    "KIVY_TEXT": "sdl2",
    "KIVY_IMAGE": "sdl2",
    "KIVY_CLIPBOARD": "dummy",
    "KIVY_SPELLING": "",
}


def main(how: str, width: str, height: str, font: str) -> None:
    os.environ |= {"KIVY_HOME": tempfile.mkdtemp(prefix="bare-kivy-"), "KIVY_NO_ARGS": "1"}
    if how == "sparing":
        os.environ |= SPARING
    from kivy.config import Config

    Config.set("graphics", "width", width)
    Config.set("graphics", "height", height)
    if how == "sparing":
        Config.set("graphics", "multisamples", "0")
        Config.set("graphics", "maxfps", "30")
    from kivy.app import App
    from kivy.core.window import Window
    from kivy.uix.label import Label

    class Bare(App):  # type: ignore[misc]
        def build(self) -> Label:
            return Label(text="请触摸屏幕开始", font_name=font, font_size=104)

        def on_start(self) -> None:
            Window.bind(on_flip=self.flipped)
            threading.Thread(target=self.wait_for_end, daemon=True).start()

        def flipped(self, *_: object) -> None:
            Window.unbind(on_flip=self.flipped)
            sys.stdout.write("drawn\n")
            sys.stdout.flush()

        def wait_for_end(self) -> None:
            sys.stdin.read()
            os._exit(0)

    Bare().run()


if __name__ == "__main__":
    main(*sys.argv[1:])
