"""What is kept and shown of whom a parcel is for. Pure."""

from __future__ import annotations

import re

from central.appointments.identity import masked

_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_ORGANISATION = re.compile(
    r"(公司|企业|集团|合作社|事务所|工作室|商行|商店|经营部|门市部|委员会|协会|学会|商会|基金会|"
    r"(?<=..)[厂店行社院所会局部处站校园馆队])(（.*）|\(.*\))?$"
)
_LATIN_ORGANISATION = re.compile(r"\b(ltd|inc|co|corp|llc|gmbh|company|school|association)\b\.?", re.IGNORECASE)
PERSON_LETTERS = 4  # a Chinese name of more letters, without the dot of other peoples' names, is an organisation's


def shown_receiver(name: str) -> str:
    """A person's name as a mask (王*明), an organisation's as it is: it is public, and staff must tell them apart."""
    plain = " ".join(name.split())
    is_long = len(plain) > PERSON_LETTERS and "·" not in plain and not plain.isascii()
    if is_long or _LATIN_ORGANISATION.search(plain) or (len(plain) >= PERSON_LETTERS and _ORGANISATION.search(plain)):
        return plain
    return masked(plain)


def mobile_number(written: str) -> str:
    """Eleven digits. Raises ValueError that does not repeat it."""
    number = re.sub(r"[\s\-()（）]", "", written)
    number = re.sub(r"^(\+|00)86", "", number)
    if not _MOBILE.fullmatch(number):
        raise ValueError("this is no mobile number of eleven digits")
    return number


def masked_phone(number: str) -> str:
    """138****5678; empty for none."""
    return f"{number[:3]}****{number[-4:]}" if number else ""
