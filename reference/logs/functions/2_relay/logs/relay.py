"""Relay, which is told over TCP and never answers."""

from socket import create_connection

from logs.sinks import Entry, Write

PRIORITIES = {"ERROR": 131, "WARNING": 132, "INFO": 134, "DEBUG": 135}


def relay_sink(host: str, port: int, hostname: str, timeout_seconds: float) -> Write:
    """A connection for each entry; raises an OSError when there is none."""

    def frame(entry: Entry) -> bytes:
        head = (f"<{PRIORITIES[entry['level']]}>1", entry["at"], hostname, entry["logger"], "- - -")
        octets = " ".join((*head, entry["message"])).encode()
        return str(len(octets)).encode() + b" " + octets

    def write(entries: list[Entry]) -> None:
        connection = create_connection((host, port), timeout=timeout_seconds)
        try:
            connection.sendall(b"".join(map(frame, entries)))
        finally:
            connection.close()

    return write
