"""The gateways that are compared."""
from gateways.halfsilver import Halfsilver
from gateways.haproxy import HAProxy
from gateways.nginx import Nginx
from gateways.yarp import Yarp

ALL = {"halfsilver": Halfsilver, "nginx": Nginx, "haproxy": HAProxy, "yarp": Yarp}
