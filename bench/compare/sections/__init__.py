"""What is measured, in the order of the page. A section runs alone, on gateways and peers of its own."""
from sections import bodies, copies, delivery, http2, isolation, limits, off, reading, start, uploads, writes

ALL = {"off": off, "copies": copies, "bodies": bodies, "http2": http2, "isolation": isolation, "limits": limits, "uploads": uploads,
       "delivery": delivery, "writes": writes, "start": start, "reading": reading}

# Clients, where they are others than wrk.
NEEDS = {"http2": ["h2load"], "uploads": [], "start": [], "reading": []}
