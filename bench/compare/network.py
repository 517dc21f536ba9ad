"""Small talk over loopback: free ports, one GET, the counters of a service."""
import random
import socket

HOST = "127.0.0.1"


def free_port():
    """A port below those that outgoing connections are given, so that none of them takes it meanwhile."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as tried:
            try:
                tried.bind((HOST, port))
                return port
            except OSError:
                continue


def listens(port):
    try:
        socket.create_connection((HOST, port), 0.3).close()
        return True
    except OSError:
        return False


def get(port, path, seconds=2):
    """The status and the text of one answer; (0, "") while nobody is there."""
    try:
        with socket.create_connection((HOST, port), seconds) as connection:
            connection.sendall(("GET %s HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n" % path).encode())
            answer = b""
            while True:
                part = connection.recv(65536)
                if not part:
                    break
                answer += part
                head, _, body = answer.partition(b"\r\n\r\n")
                length = length_of(head)
                if length is not None and len(body) >= length:
                    break
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), body.decode()
    except (OSError, IndexError, ValueError):
        return 0, ""


def length_of(head):
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return None
