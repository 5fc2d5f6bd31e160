"""What is said and shown for a call. Pure.

A number is spoken sign by sign, as halls do: 一 is yī and never yāo, a letter by its name. A counter's number is read
as a number below a hundred, and digit by digit above. No digit stays a figure, since each voice reads figures in its
own way.
"""

from __future__ import annotations

from kiosk.wire import Called

DIGITS = "零一二三四五六七八九"
DIGITS_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEN = 10
HUNDRED = 100


def mandarin(call: Called) -> str:
    """A012 at counter 05: 请A零一二号，到五号窗口"""
    return f"请{_signs(call.number)}号，到{_counter(call.counter)}号窗口"


def english(call: Called) -> str:
    """A012 at counter 05: Number A zero one two, please go to counter five"""
    plain = call.counter.lstrip("0") or call.counter
    return f"Number {_signs_en(call.number)}, please go to counter {_signs_en(plain)}"


def shown(call: Called) -> str:
    """What an LED display shows: A012 请到 05 号窗口"""
    return f"{call.number} 请到 {call.counter} 号窗口"


def _signs(text: str) -> str:
    return "".join(_sign(sign) for sign in text.upper())


def _sign(sign: str) -> str:
    if sign.isdecimal():
        return DIGITS[int(sign)]
    return "杠" if sign == "-" else sign


def _counter(code: str) -> str:
    if not code.isdecimal() or not 0 < int(code) < HUNDRED:
        return _signs(code)
    tens, ones = divmod(int(code), TEN)
    words = {0: "", 1: "十"}.get(tens, DIGITS[tens] + "十")
    return words + (DIGITS[ones] if ones else "")


def _signs_en(text: str) -> str:
    return " ".join(
        DIGITS_EN[int(sign)] if sign.isdecimal() else "dash" if sign == "-" else sign for sign in text.upper()
    )
