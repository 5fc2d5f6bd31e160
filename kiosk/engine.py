"""The engine: owns the devices, the screen and one life after another with a journal. Started by `main.py engine`.

The local socket and the face outlive a journal that had to be set aside; the citizen is told in the meantime.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from random import SystemRandom
from zoneinfo import ZoneInfo

from structlog.typing import FilteringBoundLogger

from drivers.facts import Fact
from drivers.roles import Device
from kiosk.clock import Clock, boot_id
from kiosk.duties import duty_of
from kiosk.events import FaceReplaced
from kiosk.face import Face
from kiosk.glass import Glass
from kiosk.ground import Duty, Ground, Run
from kiosk.journal import Journal, JournalBroken, JournalError
from kiosk.journal.file import set_aside
from kiosk.life import setup_for
from kiosk.local import Answered, Refused, Status
from kiosk.local import Clock as ClockTold
from kiosk.local_server import LocalServer
from kiosk.lockers.duty import Lockers
from kiosk.log import set_up
from kiosk.notify import Notify
from kiosk.ownership import Ownership
from kiosk.parts import keep_running
from kiosk.settings import Settings
from kiosk.technician import CabinetDesk, TechnicianDesk, Wires
from kiosk.trace import Listener, Trace
from kiosk.version import SOFTWARE
from kiosk.views import Language, Outage, OutOfServiceView
from kiosk.waiting import happens_within

SECONDS_A_MINUTE = 60
WATCHDOG_SHARE = 3  # told so often within the watchdog's time
DEVICE_STOP_SECONDS = 5.0


class Engine:
    """One terminal. `run` it once; it returns after SIGTERM, SIGINT or `stop`.

    `devices` by their names in the settings, which say what they are for (kiosk/duties.py). Raises
    drivers.errors.SettingsError for a ticket layout that cannot be used, or a device that is not what it is called.
    """

    def __init__(
        self,
        settings: Settings,
        devices: Mapping[str, Device],
        face_command: list[str] | None,
        *,
        wires: Wires | None = None,
        trace: Listener | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._settings = settings
        self._devices = devices
        self._new_duty = duty_of(settings, devices)
        self._face_command = face_command
        self._trace_listener = trace
        self._clock = clock or Clock(ZoneInfo(settings.hall.time_zone), boot_id())
        self._random = SystemRandom()
        self._stop = asyncio.Event()
        self._glass = Glass(setup_for(settings, None))
        self._ground: Ground | None = None  # of the life that is led now
        self._duty: Duty | None = None
        self._wires = wires
        self._notify = Notify()

    def stop(self) -> None:
        """End in order; `run` returns."""
        self._stop.set()

    async def run(self) -> None:
        """Serve until stopped. Raises OSError when the state folder or the socket is another engine's."""
        log = set_up(self._settings.logs.level, self._settings.logs.form)
        trace = Trace(log, self._settings.logs.level == "debug", self._trace_listener)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        with Ownership(self._settings.terminal.state_dir):
            server = LocalServer(self._settings.terminal.socket_path, log)
            desk = TechnicianDesk(self._devices, self._wires, log)
            desk.cabinet = self._cabinet_desk
            server.technician = desk.connected
            beside = self._wired(server, log)
            await server.start()
            await self._start_devices(desk)
            tasks = [asyncio.create_task(keep_running(name, run, self._random, log)) for name, run in beside.items()]
            try:
                self._notify.ready()
                log.info("engine runs", software=SOFTWARE, socket=str(self._settings.terminal.socket_path))
                while not self._stop.is_set():
                    await self._one_life(log, trace)
            finally:
                self._notify.stopping()
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await server.close()
                await self._stop_devices(log)
                for number in (signal.SIGTERM, signal.SIGINT):
                    loop.remove_signal_handler(number)
                log.info("engine ends")

    # --- lives ---

    async def _one_life(self, log: FilteringBoundLogger, trace: Trace) -> None:
        folder = self._settings.terminal.state_dir
        try:
            journal = await Journal.open(folder, SOFTWARE, self._clock)
        except (OSError, JournalError) as error:
            log.critical("the journal cannot be opened; tried again", folder=str(folder), error=str(error))
            self._say_out(Outage.DISK_FULL)
            await happens_within(self._settings.disk.check_seconds, self._stop.wait())
            return
        if journal.put_aside is not None:
            log.error("the journal was damaged; a new one begins", put_aside=str(journal.put_aside), why=journal.fault)
        ground = Ground(self._settings, journal, self._glass, self._clock, log)
        duty = self._new_duty(ground, trace)
        self._ground, self._duty = ground, duty
        for device in self._devices.values():
            ground.fact(device.condition())
        try:
            await ground.run(duty, self._stop)
        except JournalBroken as error:
            log.critical("this life ends", why=str(error))
            self._say_out(Outage.FAULT)
            await self._set_aside(folder, log)
        finally:
            self._ground = self._duty = None

    async def _set_aside(self, folder: Path, log: FilteringBoundLogger) -> None:
        """The file keeps its events; the centre learns of the new journal by itself."""
        try:
            kept = await asyncio.to_thread(set_aside, folder)
            log.warning("the journal is kept under another name", file=str(kept))
        except OSError as error:
            log.critical("the journal cannot be set aside; tried again", error=str(error))
            await happens_within(self._settings.disk.check_seconds, self._stop.wait())

    def _say_out(self, outage: Outage) -> None:
        since = self._clock.now().strftime("%H:%M")
        shown = self._glass.show.view if self._glass.show else None
        if isinstance(shown, OutOfServiceView) and shown.outage is outage:
            return
        self._glass.present(OutOfServiceView(outage=outage, since=since), Language.ZH_CN, same_place=False)

    # --- what goes on beside them ---

    def _wired(self, server: LocalServer, log: FilteringBoundLogger) -> dict[str, Run]:
        """Socket, glass and face joined; returns what is to be run."""
        self._glass.send = server.send
        server.greeting = self._glass.all
        server.on_answer = self._answered
        server.status = self._status
        beside: dict[str, Run] = {"minutes": self._tell_minutes}
        if self._notify.watchdog_seconds is not None:
            beside["watchdog"] = self._tell_watchdog
        if self._face_command is not None:
            face = Face(
                self._face_command,
                self._settings.terminal.socket_path,
                self._settings.face,
                server.send,
                self._face_replaced,
                self._random,
                log,
            )
            server.on_alive = face.alive
            beside["face"] = face.run
        return beside

    def _answered(self, message: Answered) -> None:
        if self._duty is not None:
            self._duty.answered(message)

    def _status(self) -> Status | Refused:
        return self._ground.status() if self._ground else Refused(sentence="the engine has no journal at the moment")

    def _cabinet_desk(self) -> CabinetDesk | None:
        return self._duty.technician if isinstance(self._duty, Lockers) else None

    def _fact(self, fact: Fact) -> None:
        if self._ground is not None and self._duty is not None:
            self._ground.fact(fact)
            self._duty.fact(fact)

    async def _face_replaced(self, event: FaceReplaced) -> None:
        if self._ground is not None:
            with suppress(JournalError):  # the visit goes on without it
                await self._ground.journal.append(event)

    async def _tell_minutes(self) -> None:
        while True:
            now = self._clock.now()
            self._glass.tell_time(
                ClockTold(date=now.date().isoformat(), weekday=now.isoweekday(), time=now.strftime("%H:%M"))
            )
            await asyncio.sleep(SECONDS_A_MINUTE - now.second - now.microsecond / 1e6 + 0.01)

    async def _tell_watchdog(self) -> None:
        while self._notify.watchdog_seconds is not None:
            self._notify.alive()
            await asyncio.sleep(self._notify.watchdog_seconds / WATCHDOG_SHARE)

    # --- devices ---

    async def _start_devices(self, desk: TechnicianDesk) -> None:
        """Each is found and opened in its own time: they are all there when the slowest is."""
        for device in self._devices.values():
            device.listen(self._fact)
            device.listen(desk.fact)
            await device.start()

    async def _stop_devices(self, log: FilteringBoundLogger) -> None:
        await asyncio.gather(*(_stop(device, log) for device in self._devices.values()))


async def _stop(device: Device, log: FilteringBoundLogger) -> None:
    try:
        async with asyncio.timeout(DEVICE_STOP_SECONDS):
            await device.stop()
    except TimeoutError:
        log.warning("the device's port does not close", device=device.name, port=device.port)
