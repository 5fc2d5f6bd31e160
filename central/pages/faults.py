"""Errors as pages: kind, in both languages, with a way back."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse

from central.pages.drawing import environment


@dataclass(frozen=True, slots=True)
class Fault:
    icon: str
    title: str
    what: str
    title_en: str
    what_en: str
    back: str = ""
    back_word: str = ""


_NO_PAGE = Fault(
    "magnifying-glass",
    "没有这个页面",
    "地址可能写错了，或者这个窗口已不在目录里。",
    "There is no such page",
    "The address may be mistyped, or the counter has left the catalogue.",
    "/",
    "回到大厅概况",
)
NO_TICKET = Fault(
    "ticket",
    "还没有找到这个号码",
    "如果刚刚取号，请过一会儿再打开。小票上的号码一直有效，请留意大厅屏幕叫号。",
    "This ticket is not here yet",
    "If you took it just now, open this page again in a moment. Your number is valid; watch the hall display.",
)
NO_PARCEL = Fault(
    "lockers",
    "没有找到这个取件页面",
    "地址可能不完整，请从短信里再点一次；取走很久以后，这个页面也会关闭。",
    "There is no such pickup page",
    "The address may be cut off: open it from the text message again. Long after the pickup the page is closed.",
)
_SIGN_IN = Fault(
    "user",
    "请先登录",
    "您还没有登录，或者已经退出。登录后请再按一次。",
    "Please sign in",
    "Nobody is signed in here, or no longer. Sign in and press again.",
    "/sign-in",
    "登录",
)
_NOT_ALLOWED = Fault(
    "hand-palm",
    "不能这样做",
    "您的账号没有这个权限，或者页面已经过期。请回到窗口页面再试；需要权限请找管理员。",
    "This is not allowed",
    "Your account may not do this, or the page was too old. Open it again; an administrator can give more rights.",
    "/counters",
    "回到窗口",
)
_BUSY = Fault(
    "hourglass-medium",
    "现在有点忙",
    "请过几秒再试。",
    "Busy just now",
    "Please try again in a few seconds.",
)
_BROKEN = Fault(
    "wrench",
    "服务器出了问题",
    "请再试一次。如果还不行，请告诉技术人员，日志里有原因。",
    "Something went wrong",
    "Please try again. If it stays, tell a technician: the reason is in the server's log.",
    "/",
    "回到大厅概况",
)
_ON_PHONES = {"/t/": NO_TICKET, "/p/": NO_PARCEL}


def fault_page(request: Request, status: int) -> HTMLResponse:
    """For whatever page could not be shown."""
    unknown = next((fault for path, fault in _ON_PHONES.items() if request.url.path.startswith(path)), None)
    on_phone = unknown is not None
    if unknown is not None:
        fault = unknown if status == 404 else _BUSY
    elif status in (401, 403):
        fault = _SIGN_IN if status == 401 else _NOT_ALLOWED
    elif status in (429, 503):
        fault = _BUSY
    else:
        fault = _BROKEN if status >= 500 else _NO_PAGE
    return HTMLResponse(environment().get_template("fault.html").render(fault=fault, light=on_phone), status)
