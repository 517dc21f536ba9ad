"""Files of many routes, as real installations write them, in each dialect: a host of ten, a path of its own, now and then tests of headers
and methods; one route of four is mirrored, one of ten has a regular expression of its own. Each route has its service."""
import json


def names(i):
    return {"i": i, "name": "svc-%04d" % i, "host": "shop-%d.example.com" % (i % 10), "path": "/api/v%d/svc-%04d" % (i % 3 + 1, i)}


def mirrored(i):
    return i % 4 == 0


def regex(i):
    return i % 10 == 3


def header(i):
    return i % 7 == 5


def native(count):
    lines = ["version: 1", "entryPoints: { web: { listen: \"127.0.0.1:8000\" } }", "services:"]
    for i in range(count):
        lines += ["  %(name)s:" % names(i), "    endpoints:", "    - http://10.0.%d.%d:8080" % (i // 250, i % 250 + 1), "    timeouts: { connect: 2s, request: 30s }"]
    lines += ["  next: { endpoints: [ \"http://10.9.0.1:8080\" ] }", "routes:"]
    for i in range(count):
        one = names(i)
        path = "{ regex: \"^/api/v[0-9]+/%(name)s/[a-z0-9-]+$\" }" if regex(i) else "{ prefix: %(path)s }"
        lines += ["  %(name)s:" % one, "    match:", "      hosts: [ %(host)s ]" % one, "      path: " + path % one]
        if header(i):
            lines += ["      headers: [ { name: x-version, exact: \"2\" } ]", "      methods: [ GET, POST ]"]
        lines += ["    destinations:", "    - service: %(name)s" % one]
        if mirrored(i):
            lines += ["    mirrors:", "      next: { service: next, percent: 10 }"]
    return "\n".join(lines) + "\n"


def traefik_rule(i):
    one = names(i)
    rule = "Host(`%(host)s`) && " + ("PathRegexp(`^/api/v[0-9]+/%(name)s/[a-z0-9-]+$`)" if regex(i) else "PathPrefix(`%(path)s`)")
    return rule % one + (" && Header(`X-Version`, `2`) && (Method(`GET`) || Method(`POST`))" if header(i) else "")


def traefik_yaml(count):
    lines = ["http:", "  middlewares:", "    strip: { stripPrefix: { prefixes: [ /api/v1 ] } }", "  routers:"]
    for i in range(count):
        lines += ["    %(name)s:" % names(i), "      rule: \"%s\"" % traefik_rule(i), "      entryPoints: [ web ]",
                  "      service: %s" % (names(i)["name"] + ("-copied" if mirrored(i) else ""))]
        if i % 3 == 0 and not regex(i):
            lines += ["      middlewares: [ strip ]"]
    lines += ["  services:"]
    for i in range(count):
        name = names(i)["name"]
        lines += ["    %s:" % name, "      loadBalancer:", "        servers:", "        - url: http://10.0.%d.%d:8080" % (i // 250, i % 250 + 1)]
        if mirrored(i):
            lines += ["    %s-copied:" % name, "      mirroring:", "        service: %s" % name, "        mirrors:", "        - { name: next, percent: 10 }"]
    lines += ["    next: { loadBalancer: { servers: [ { url: \"http://10.9.0.1:8080\" } ] } }"]
    return "\n".join(lines) + "\n"


def traefik_toml(count):
    lines = ["[http.middlewares.strip.stripPrefix]", "  prefixes = [\"/api/v1\"]", ""]
    for i in range(count):
        name = names(i)["name"]
        lines += ["[http.routers.%s]" % name, "  rule = \"%s\"" % traefik_rule(i), "  entryPoints = [\"web\"]",
                  "  service = \"%s\"" % (name + ("-copied" if mirrored(i) else ""))]
        if i % 3 == 0 and not regex(i):
            lines += ["  middlewares = [\"strip\"]"]
        lines += ["[http.services.%s.loadBalancer]" % name, "  [[http.services.%s.loadBalancer.servers]]" % name,
                  "    url = \"http://10.0.%d.%d:8080\"" % (i // 250, i % 250 + 1)]
        if mirrored(i):
            lines += ["[http.services.%s-copied.mirroring]" % name, "  service = \"%s\"" % name,
                      "  [[http.services.%s-copied.mirroring.mirrors]]" % name, "    name = \"next\"", "    percent = 10"]
        lines.append("")
    lines += ["[http.services.next.loadBalancer]", "  [[http.services.next.loadBalancer.servers]]", "    url = \"http://10.9.0.1:8080\""]
    return "\n".join(lines) + "\n"


def krakend(count):
    # KrakenD has neither hosts nor expressions in its endpoints: parameters of paths stand for the latter.
    endpoints = []
    for i in range(count):
        one = names(i)
        backend = [{"host": ["http://%(name)s.shop.svc:8080" % one], "url_pattern": "/%(name)s" % one + ("/{id}" if regex(i) else ""),
                    "extra_config": {"qos/circuit-breaker": {"interval": 60, "timeout": 10, "max_errors": 5}}}]
        if mirrored(i):
            backend.append({"host": ["http://next.shop.svc:8080"], "url_pattern": backend[0]["url_pattern"], "extra_config": {"proxy": {"shadow": True, "shadow_timeout": "5s"}}})
        endpoints.append({"endpoint": one["path"] + ("/{id}" if regex(i) else ""), "method": "POST" if header(i) else "GET", "timeout": "5s",
                          "input_headers": ["Authorization", "X-Version"] if header(i) else ["Authorization"],
                          "extra_config": {"qos/ratelimit/router": {"max_rate": 200}}, "backend": backend})
    return json.dumps({"$schema": "https://www.krakend.io/schema/v2.7/krakend.json", "version": 3, "port": 8000, "timeout": "3000ms", "endpoints": endpoints}, indent=2)


def kong(count):
    lines = ["_format_version: \"3.0\"", "services:"]
    for i in range(count):
        one = names(i)
        lines += ["- name: %(name)s" % one, "  host: %(name)s.upstream" % one, "  port: 80", "  protocol: http", "  connect_timeout: 2000", "  routes:",
                  "  - name: %(name)s-api" % one, "    hosts: [ %(host)s ]" % one,
                  "    paths: [ " + ("'~/api/v[0-9]+/%(name)s/(?<id>[a-z0-9-]+)$'" if regex(i) else "%(path)s") % one + " ]", "    strip_path: false"]
        if header(i):
            lines += ["    headers: { x-version: [ \"2\" ] }", "    methods: [ GET, POST ]"]
        if mirrored(i):
            lines += ["    plugins:", "    - name: traffic-mirror", "      config: { mirrorHost: next.internal, mirrorPort: 8080, percentage: 10 }"]
    return "\n".join(lines) + "\n"


def vrata(count):
    routes, destinations = [], [{"id": "next", "name": "next", "host": "10.9.0.1", "port": 8080}]
    for i in range(count):
        one = names(i)
        match = {"hostnames": [one["host"]]}
        match["pathRegex" if regex(i) else "pathPrefix"] = "/api/v[0-9]+/%(name)s/[a-z0-9-]+$" % one if regex(i) else one["path"]
        if header(i):
            match.update(headers=[{"name": "X-Version", "value": "2"}], methods=["GET", "POST"])
        forward = {"destinations": [{"destinationId": one["name"], "weight": 100}], "timeouts": {"request": "5s"}}
        if mirrored(i):
            forward["mirror"] = {"destinationId": "next", "percentage": 10}
        routes.append({"id": "r-%d" % i, "name": one["name"], "match": match, "forward": forward})
        destinations.append({"id": one["name"], "name": one["name"], "host": "%(name)s.prod.svc" % one, "port": 8000, "options": {"timeouts": {"connect": "2s"}}})
    return json.dumps({"listeners": [{"id": "l1", "name": "web", "port": 8000}], "routes": routes, "destinations": destinations}, indent=2)


def mse(count):
    services = [{"Id": 9999, "Name": "next", "GatewayUniqueId": "gw-1", "SourceType": "FIXED", "AgreementType": "HTTP", "Ips": ["10.9.0.1:8080"]}]
    routes = []
    for i in range(count):
        one = names(i)
        services.append({"Id": 10000 + i, "Name": one["name"], "GatewayUniqueId": "gw-1", "SourceType": "FIXED", "AgreementType": "HTTP",
                         "Ips": ["10.0.%d.%d:8080" % (i // 250, i % 250 + 1)], "HealthStatus": "Healthy"})
        path = {"Path": "/api/v[0-9]+/%(name)s/[a-z0-9-]+" % one, "Type": "ERGULAR"} if regex(i) else {"Path": one["path"], "Type": "PRE"}
        predicates = {"PathPredicates": path, "MethodPredicates": ["GET", "POST"] if header(i) else []}
        if header(i):
            predicates["HeaderPredicates"] = [{"Key": "x-version", "Value": "2", "Type": "EQUAL"}]
        policies = {"Timeout": {"status": "on", "unitNum": 10, "timeUnit": "s"}, "CORS": {"status": "off"}, "Retry": {"status": "off", "attempts": 1},
                    "HTTPRewrite": {"status": "off"}}
        if mirrored(i):
            policies["TrafficMirror"] = {"status": "on", "Destination Service": "next", "Port Number": 8080, "Traffic Mirror Percentage (%)": 10}
        routes.append({"Id": i + 1, "Name": one["name"], "GatewayUniqueId": "gw-1", "DomainIdListJSON": "[%d]" % (i % 10 + 1), "RouteOrder": i, "Status": 3,
                       "DestinationType": "Single", "RoutePredicates": predicates, "RouteServices": [{"ServiceId": 10000 + i, "Name": one["name"], "Percent": 100}],
                       "Policies": json.dumps({name: json.dumps(value) for name, value in policies.items()})})
    return json.dumps({"Gateways": [{"Name": "prod", "GatewayUniqueId": "gw-1"}],
                       "Domains": [{"Id": i + 1, "Name": "shop-%d.example.com" % i, "Protocol": "HTTP"} for i in range(10)],
                       "Services": services, "Routes": routes}, indent=1)


def gateway_api(count):
    lines = ["apiVersion: gateway.networking.k8s.io/v1", "kind: Gateway", "metadata: { name: shop, namespace: shop }", "spec:", "  gatewayClassName: halfsilver",
             "  listeners:", "  - { name: http, port: 8000, protocol: HTTP }", "---", "apiVersion: v1", "kind: Service", "metadata: { name: next, namespace: shop }",
             "spec: { ports: [{ name: http, port: 8080 }] }"]
    for i in range(count):
        one = names(i)
        path = "{ type: RegularExpression, value: \"/api/v[0-9]+/%(name)s/[a-z0-9-]+\" }" if regex(i) else "{ type: PathPrefix, value: %(path)s }"
        tests = ", method: GET, headers: [{ name: x-version, value: \"2\" }]" if header(i) else ""
        lines += ["---", "apiVersion: gateway.networking.k8s.io/v1", "kind: HTTPRoute", "metadata:", "  name: %(name)s" % one, "  namespace: shop", "spec:",
                  "  parentRefs: [{ name: shop }]", "  hostnames: [ %(host)s ]" % one, "  rules:", "  - matches:", "    - { path: %s%s }" % (path % one, tests)]
        if mirrored(i):
            lines += ["    filters:", "    - { type: RequestMirror, requestMirror: { backendRef: { name: next, port: 8080 }, percent: 10 } }"]
        lines += ["    backendRefs: [{ name: %(name)s, port: 8080 }]" % one, "---", "apiVersion: v1", "kind: Service",
                  "metadata: { name: %(name)s, namespace: shop }" % one, "spec: { ports: [{ name: http, port: 8080 }] }"]
    return "\n".join(lines) + "\n"


def yarp(count):
    # YARP has expressions as constraints of parameters.
    routes, clusters = {}, {"next": {"Destinations": {"one": {"Address": "http://10.9.0.1:8080/"}}}}
    for i in range(count):
        one = names(i)
        match = {"Hosts": [one["host"]], "Path": one["path"] + ("/{id:regex(^[[a-z0-9-]]+$)}" if regex(i) else "/{**rest}")}
        if header(i):
            match.update(Methods=["GET", "POST"], Headers=[{"Name": "X-Version", "Values": ["2"], "Mode": "ExactHeader"}])
        route = {"ClusterId": one["name"], "Match": match}
        if i % 3 == 0:
            route["Transforms"] = [{"PathRemovePrefix": "/api"}, {"RequestHeader": "X-Gateway", "Set": "edge"}]
        if mirrored(i):
            route["Metadata"] = {"Mirror.ClusterId": "next", "Mirror.Percent": "10", "Mirror.Methods": "all"}
        routes[one["name"]] = route
        clusters[one["name"]] = {"HttpRequest": {"ActivityTimeout": "00:00:30"}, "Destinations": {"one": {"Address": "http://%(name)s.shop:8080/" % one}}}
    return json.dumps({"Urls": "http://127.0.0.1:8000", "ReverseProxy": {"Routes": routes, "Clusters": clusters}}, indent=2)


# Name of the file, dialect, text of so many routes.
ALL = [("native.yaml", "native", native), ("traefik.yaml", "traefik", traefik_yaml), ("traefik.toml", "traefik", traefik_toml), ("krakend.json", "krakend", krakend),
       ("kong.yaml", "kong", kong), ("vrata.json", "vrata", vrata), ("mse.json", "mse", mse), ("gateway-api.yaml", "gateway-api", gateway_api), ("yarp.json", "yarp", yarp)]
