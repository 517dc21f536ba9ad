"""Small talk over loopback: free ports, one GET, the counters of a service."""
import http.client
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


def get(port, path, seconds=5):
    """The status and the text of one answer; (0, "") while nobody is there."""
    connection = http.client.HTTPConnection(HOST, port, timeout=seconds)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()
