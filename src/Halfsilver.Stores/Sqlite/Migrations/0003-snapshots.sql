CREATE TABLE snapshot (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  id       TEXT NOT NULL UNIQUE,
  name     TEXT NOT NULL,
  time     TEXT NOT NULL,
  revision INTEGER NOT NULL REFERENCES revision (number),
  chosen   INTEGER NOT NULL DEFAULT 0
);
