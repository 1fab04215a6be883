"""A port on loopback and its connections, served in the grader's own thread: what every kind of wire is made of."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import selectors
import socket
import struct
from abc import ABC, abstractmethod
from collections.abc import Callable

READ_BYTES = 1 << 16
MAX_CONNECTIONS = 256
"""Open at one time on one wire, which is what one process of the submission can hold; more are closed."""
MAX_UNREAD_BYTES = 1 << 20
"""Of answers that a client does not read; an answer is some hundred bytes."""
READS_AT_ONCE = 64
"""Of one connection, when all that has arrived is taken in."""
BACKLOG = 128
"""Connections that may wait until they are accepted."""

SO_ATTACH_FILTER, SO_DETACH_FILTER = 26, 27
"""Linux: a filter on what comes to a socket (`socket(7)`). Python has no names for them."""
DROP_ALL = struct.pack("=HBBI", 0x06, 0, 0, 0)
"""The one instruction of such a filter: take 0 octets of each packet."""


class PortTaken(Exception):
    """Somebody else listens on that port meanwhile."""


class Connection(ABC):
    """One connection that was accepted; nothing here ever waits."""

    def __init__(
        self, client: socket.socket, selector: selectors.BaseSelector, forget: Callable[[Connection], None]
    ) -> None:
        self._socket, self._selector, self._forget = client, selector, forget
        self._unsent = b""
        self._blocked = self._last = False
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(client, selectors.EVENT_READ, self.read)

    @property
    @abstractmethod
    def busy(self) -> bool:
        """Whether the client waits for an answer, or is about to say more."""

    @abstractmethod
    def take(self, data: bytes) -> None:
        """Takes in what the client said; no bytes when it says nothing more. Raises OSError to end it all."""

    def read(self) -> bool:
        """Reads once; whether there was anything."""
        if self._unsent:
            return self._flush()  # what was asked before is answered before more is read
        try:
            data = self._socket.recv(READ_BYTES)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        try:
            self.take(data)
        except OSError:
            self.close()
        return True

    def close(self) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(self._socket)
        self._socket.close()
        self._forget(self)

    def write(self, data: bytes | None) -> None:
        """Sends without ever waiting: what the client does not take in now is sent when it does."""
        self._unsent += data or b""
        if len(self._unsent) > MAX_UNREAD_BYTES:
            raise ConnectionAbortedError("a client that reads nothing")
        if self._unsent:
            self._flush()

    def close_when_sent(self) -> None:
        self._last = True
        self._flush()

    def _flush(self) -> bool:
        try:
            sent = self._socket.send(self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.close()
            return True
        self._unsent = self._unsent[sent:]
        if self._blocked != bool(self._unsent):
            self._blocked = bool(self._unsent)
            waits = selectors.EVENT_WRITE if self._blocked else selectors.EVENT_READ
            self._selector.modify(self._socket, waits, self.read)
        if self._last and not self._blocked:
            self.close()
        return sent > 0


class Port(ABC):
    """One listener and its connections. The listener is bound to a port of 127.0.0.1 and listens already."""

    def __init__(self, name: str, listener: socket.socket, selector: selectors.BaseSelector) -> None:
        self.name = name
        self._listener, self._selector = listener, selector
        self._address = listener.getsockname()
        self._connections: set[Connection] = set()
        self._listens, self._silent = True, False
        listener.setblocking(False)
        # Old connections must not keep it from listening again. They have this from the listener.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        selector.register(listener, selectors.EVENT_READ, self._accept)

    @abstractmethod
    def _connected(self, client: socket.socket) -> Connection:
        """What a client that was accepted becomes."""

    @property
    def busy(self) -> bool:
        """Whether a client waits for an answer, or is about to say more."""
        return any(connection.busy for connection in self._connections)

    def listen(self) -> None:
        """Takes connections again; nothing happens where it does. Raises PortTaken."""
        if self._silent:
            self._listener.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)
            self._silent = False
        if self._listens:
            return
        try:
            self._listener.listen(BACKLOG)
        except OSError as error:
            raise PortTaken from error
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        self._listens = True

    def refuse(self) -> None:
        """Ends every connection, and refuses new ones until `listen`. Raises PortTaken."""
        self.take_in()
        self.hang_up()
        if not self._listens:
            return
        self._selector.unregister(self._listener)
        self._listens = False
        self._listener.shutdown(socket.SHUT_RD)
        try:
            # A port that the kernel chose is given back with this. One that was asked for by number stays.
            self._listener.bind(self._address)
        except OSError as error:
            if error.errno != errno.EINVAL:  # it was asked for by number before
                raise PortTaken from error

    def silence(self) -> None:
        """Ends every connection; who wants a new one hears nothing until `listen`, as when a machine is away.

        Where the system has no such filter (macOS), new ones are refused. Raises PortTaken.
        """
        self.listen()
        program = ctypes.create_string_buffer(DROP_ALL)
        filtering = struct.pack("@HP", 1, ctypes.addressof(program))
        try:
            self._listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, filtering)
        except OSError:
            self.refuse()
            return
        self._silent = True
        self.take_in()
        self.hang_up()

    def hang_up(self) -> None:
        """Closes every connection; new ones are taken as before."""
        for connection in list(self._connections):
            connection.close()

    def take_in(self) -> None:
        """Takes in all that has arrived so far; what comes without end is left for later."""
        self._accept()
        for connection in list(self._connections):
            for _ in range(READS_AT_ONCE):
                if connection not in self._connections or not connection.read():
                    break

    def close(self) -> None:
        """Closes the listener and every connection."""
        self.hang_up()
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(self._listener)
        self._listener.close()

    def _accept(self) -> bool:
        accepted = False
        for _ in range(MAX_CONNECTIONS):
            try:
                client, _ = self._listener.accept()
            except OSError:
                break
            accepted = True
            if len(self._connections) >= MAX_CONNECTIONS:
                client.close()
                continue
            with contextlib.suppress(OSError):  # it may be gone already
                self._connections.add(self._connected(client))
        return accepted
