"""What messages say, in Chinese: made when they are sent, from the code that is unsealed for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from central.parcels.states import MessageKind


@dataclass(frozen=True, slots=True)
class Facts:
    """`code`: what is typed, without the phone's digits where `phone_tail`. `until`: in the hall's time. `link`: empty
    where the hall has no public address.
    """

    kind: MessageKind
    hall: str
    title: str
    place: str
    cabinet: str
    code: str = field(repr=False)
    phone_tail: bool
    until: datetime
    link: str = field(repr=False)
    overdue: bool = False  # `until` is over; the code still opens


_OPENINGS = {
    MessageKind.CODE: "您的{title}可以领取了，在{where}。",
    MessageKind.REISSUED: "您的{title}换了新的取件码，原来的已失效，在{where}。",
    MessageKind.REMINDER: "提醒您：{title}还没有领取，在{where}。",
}


def wording(facts: Facts) -> str:
    """【德州市政务服务中心】您的营业执照可以领取了，在大厅东门1 号柜。取件码 12345678，……"""
    where = f"{facts.place}{facts.cabinet}"
    opening = _OPENINGS[facts.kind].format(title=facts.title, where=where)
    code = f"取件码 {facts.code}" + ("，后面再输您手机号的后四位" if facts.phone_tail else "")
    until = f"{facts.until.month}月{facts.until.day}日{facts.until:%H:%M}"
    comes = "已超过保管期，请尽快前来" if facts.overdue else f"请在{until}前来"
    link = f"二维码和详情：{facts.link}" if facts.link else ""
    return f"【{facts.hall}】{opening}{code}。24小时可取，{comes}，也可刷身份证。{link}"
