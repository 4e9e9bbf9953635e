"""The data folder, the server that holds it, and the port."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from gateway.clients.through_server import TOKEN_HEADER
from gateway.doctor.findings import Check, Finding, Said
from gateway.listening import PortInUse, free_port
from gateway.running_server import RunningServer, find_server
from gateway.service import Step
from gateway.settings import Settings

DATA = Check("data", "数据目录", "data folder")
SPACE = Check("space", "剩余空间", "free space")
SERVER = Check("server", "正在运行的服务", "running server")
PORT = Check("port", "端口", "port")
MEBIBYTE = 1024 * 1024
LITTLE_SPACE, NO_SPACE = 2048 * MEBIBYTE, 256 * MEBIBYTE
SECONDS = 7.0
"""For one question to the running server."""


def data_folder(folder: Path) -> Finding:
    """Whether the folder can be written (it is not made here)."""
    try:
        with tempfile.TemporaryFile(dir=_nearest(folder)):
            return DATA.ok(Said.both(str(folder)))
    except OSError as error:
        return DATA.fail(
            Said.both(f"{folder}: {error.strerror}"),
            Said("换一个 --data，或给运行者写的权限", "name another --data, or let who runs this write there"),
        )


def free_space(folder: Path, free: int | None = None) -> Finding:
    """`free` bytes on the disk of the folder; asked for where they are not given."""
    left = shutil.disk_usage(_nearest(folder)).free if free is None else free
    told = Said.both(f"{left / MEBIBYTE:,.0f} MiB")
    advice = Said("清理磁盘，或把 --data 放到大的盘上", "make room, or put --data on a larger disk")
    if left < NO_SPACE:
        return SPACE.fail(told, advice)
    return SPACE.warn(told, advice) if left < LITTLE_SPACE else SPACE.ok(told)


def _nearest(folder: Path) -> Path:
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


@dataclass(frozen=True, slots=True)
class Running:
    """The server that holds the data folder, and what it says of itself: its state, and what is missing where it is starting."""

    server: RunningServer
    told: dict[str, Any]

    @property
    def ready(self) -> bool:
        return self.told.get("status") == "ready"


async def running_server(settings: Settings) -> tuple[Running | None, Finding]:
    """The server, and how it is."""
    server = find_server(settings.data)
    if server is None:
        return None, SERVER.ok(Said("没有", "none"))
    at = f"{server.address} (pid {server.pid})"
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=SECONDS) as client:
            response = await client.get(f"{server.address}/health/ready", headers={TOKEN_HEADER: server.token})
        told = response.json()
    except (httpx.HTTPError, ValueError) as error:
        return None, SERVER.fail(
            Said(f"{at} 没有应答：{_why(error)}", f"{at} does not answer: {_why(error)}"),
            Said(
                f"看它的日志；不再应答就 kill {server.pid} 后重启", f"see its log; kill {server.pid} and start it again"
            ),
            unreachable=True,
        )
    return Running(server, told), _server(at, server, told, settings)


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__


def _server(at: str, server: RunningServer, told: dict[str, Any], settings: Settings) -> Finding:
    missing = told.get("missing", [])
    if Step.STORE in missing:
        return SERVER.fail(
            Said(f"{at}：它的图存储没有应答", f"{at}: its graph store does not answer"),
            Said("看图存储那一行和服务的日志", "see the line of the graph store, and the server's log"),
            unreachable=True,
        )
    if missing:
        names = ", ".join(missing)
        return SERVER.warn(
            Said(f"{at} 还在准备：{names}", f"{at} is still preparing: {names}"), Said("稍等再看", "look again soon")
        )
    if server.store != settings.store:
        return SERVER.warn(
            Said(f"{at} 用的是另一个图存储：{server.store}", f"{at} serves another graph store: {server.store}"),
            Said("给这条命令同样的 --store", "give this command the same --store"),
        )
    return SERVER.ok(Said.both(at))


def port(settings: Settings, running: RunningServer | None) -> Finding:
    """Whether the port is free, or ours."""
    where = f"{settings.host}:{settings.port}"
    if running is not None and (settings.port == 0 or running.address.endswith(f":{settings.port}")):
        return PORT.ok(Said(f"{running.address}，由本服务占用", f"{running.address}, held by our server"))
    try:
        free_port(settings.host, settings.port)
    except PortInUse:
        return PORT.fail(
            Said(
                f"{where} 不能监听：被别的程序占用，或不是本机地址",
                f"{where}: another program's, or no address of here",
            ),
            Said(
                "停下那个程序，或用 --port（YUXIN_PORT）换一个",
                "end that program, or choose another --port (YUXIN_PORT)",
            ),
        )
    return PORT.ok(Said(f"{where} 空闲" if settings.port else "任选", f"{where} is free" if settings.port else "any"))
