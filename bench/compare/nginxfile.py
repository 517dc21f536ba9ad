"""What every nginx here is told, as gateway or as service: kept connections, no log, its files in a folder of its own."""
import os

FILE = """worker_processes %(workers)d;
daemon off;
error_log /dev/null crit;
pid %(folder)s/nginx.pid;
worker_rlimit_nofile 16384;
events { worker_connections %(connections)d; }
http {
  access_log off;
  client_body_temp_path %(folder)s/bodies;
  proxy_temp_path %(folder)s/proxied;
  fastcgi_temp_path %(folder)s/fastcgi;
  uwsgi_temp_path %(folder)s/uwsgi;
  scgi_temp_path %(folder)s/scgi;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
%(http)s
}
"""


def start(processes, folder, workers, connections, http):
    """Starts one with this inside its http block; the folder must not be there yet."""
    os.mkdir(folder)
    # Its workers may be another user.
    os.chmod(folder, 0o777)
    file = os.path.join(folder, "nginx.conf")
    with open(file, "w") as opened:
        opened.write(FILE % {"folder": folder, "workers": workers, "connections": connections, "http": http})
    return processes.start(["nginx", "-p", folder, "-c", file])
