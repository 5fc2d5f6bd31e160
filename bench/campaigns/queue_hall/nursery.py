"""A process that has everything of a terminal loaded and forks one whenever it is asked: a killed terminal is back in
milliseconds. `python -m bench.campaigns.queue_hall.nursery FD`.

Each message on the socket FD is a terminal's post as JSON with the child's own socket beside it; the answer is the
child's process id. It ends when the socket does; its children end with their sockets.
"""

from __future__ import annotations

import os
import signal
import socket
import sys

import orjson

from bench.campaigns.queue_hall.terminal_child import Post, run

MESSAGE_BYTES = 1 << 16


def serve(orders: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    while True:
        message, links, _, _ = socket.recv_fds(orders, MESSAGE_BYTES, 1)
        if not message:
            return
        pid = os.fork()
        if not pid:
            orders.close()
            run(Post(**orjson.loads(message)), socket.socket(fileno=links[0]))
            os._exit(0)
        os.close(links[0])
        orders.send(str(pid).encode())


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
