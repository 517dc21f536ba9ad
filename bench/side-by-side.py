#!/usr/bin/env python3
"""Starts halfsilver for a side-by-side run: turns the driver's facts into a native file and becomes the gateway.

  side-by-side.py HALFSILVER LISTEN FACTS.json [ADMIN]

LISTEN is one address or several with commas between them; each speaks HTTP/1.1 and h2c.
FACTS.json: {"primary": "http://127.0.0.1:9001", "routes": {"m1": {"percent": 100, "mirrors": ["http://127.0.0.1:9002"]}, ...}};
the first path segment picks the route. Everything else is the product's defaults, metrics included.
"""
import json
import os
import sys
import tempfile


def service(name, url):
    return '  %s: { endpoints: [ "%s" ] }\n' % (name, url)


def main():
    halfsilver, listen, facts = sys.argv[1:4]
    admin = sys.argv[4] if len(sys.argv) > 4 else "127.0.0.1:0"
    facts = json.load(open(facts))
    urls = sorted({url for route in facts["routes"].values() for url in route["mirrors"]})
    names = {url: "mirror-%d" % i for i, url in enumerate(urls)}
    points = ", ".join('web-%d: { listen: "%s" }' % at for at in enumerate(listen.split(",")))
    text = "version: 1\nentryPoints: { %s }\nadmin: { listen: \"%s\" }\nservices:\n" % (points, admin)
    text += service("primary", facts["primary"]) + "".join(service(names[url], url) for url in urls) + "routes:\n"
    for name, route in facts["routes"].items():
        text += "  %s:\n    match: { path: { prefix: /%s } }\n    destinations: [ { service: primary } ]\n" % (name, name)
        if route["mirrors"]:
            text += "    mirrors:\n" + "".join(
                "      %s: { service: %s, percent: %s, only: { methods: all } }\n" % (names[url], names[url], route["percent"])
                for url in route["mirrors"])
    file = tempfile.NamedTemporaryFile("w", prefix="halfsilver-bench-", suffix=".yaml", delete=False)
    file.write(text)
    file.close()
    os.execv(halfsilver, [halfsilver, "run", "-c", file.name, "--log-level", "warn"])


if __name__ == "__main__":
    main()
