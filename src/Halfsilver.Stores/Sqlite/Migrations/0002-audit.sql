CREATE TABLE audit (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  time       TEXT NOT NULL,
  author     TEXT NOT NULL,
  source     TEXT NOT NULL,
  message    TEXT NOT NULL,
  address    TEXT,
  request    TEXT,
  action     TEXT NOT NULL,
  target     TEXT NOT NULL,
  before     INTEGER,
  after      INTEGER,
  difference TEXT NOT NULL
);

CREATE INDEX audit_time ON audit (time);
