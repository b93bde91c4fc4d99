# SPDX-License-Identifier: BSD-2-Clause
"""Descriptors whose closing takes as long as their owner wants."""

import contextlib
import os
import socket
import struct
import subprocess

PEERS = []


def connection():
    """A TCP connection with unsent data, which lingers for days."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    mine = socket.create_connection(listener.getsockname())
    PEERS.append((listener, listener.accept()))
    mine.setblocking(False)
    try:
        while True:
            mine.send(bytes(65536))
    except BlockingIOError:
        pass
    mine.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 1000000))
    return mine


def send(sender, message, descriptor):
    socket.send_fds(sender, [message], [descriptor])
    os.close(descriptor)


@contextlib.contextmanager
def slow_receivers():
    """Else who receives could have closed its descriptor first, and the sender's would be the last."""
    subprocess.run(["pkill", "-STOP", "-x", "container-super"], check=False)
    yield
    subprocess.run(["pkill", "-CONT", "-x", "container-super"], check=False)
