CREATE TABLE revision (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  time       TEXT NOT NULL,
  author     TEXT NOT NULL,
  source     TEXT NOT NULL,
  message    TEXT NOT NULL,
  parent     INTEGER,
  plan       TEXT NOT NULL,
  difference TEXT NOT NULL,
  changes    INTEGER NOT NULL
);

CREATE TABLE active (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  revision INTEGER NOT NULL REFERENCES revision (number)
);
