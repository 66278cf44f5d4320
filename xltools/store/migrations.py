"""The tables of the store, as the steps that make them. A step that was ever released is not changed; a change is a new one."""

from __future__ import annotations

_FIRST = """
CREATE TABLE runs (                  -- every run, the finished ones and those that were broken off
    id INTEGER PRIMARY KEY,
    began TEXT NOT NULL,             -- UTC, ISO 8601
    finished TEXT,                   -- UTC, ISO 8601; null if the run was broken off
    as_of TEXT NOT NULL,             -- the day that it shows the state of
    tool TEXT NOT NULL,              -- version of xltools
    reader TEXT NOT NULL,            -- fingerprint of the reading code
    family TEXT, fiscal_year INTEGER, target TEXT
);
CREATE TABLE files (                 -- how each file looked when it was last read: what tells whether it has changed
    path TEXT PRIMARY KEY,           -- from the working folder on, with /
    size INTEGER NOT NULL,           -- bytes
    modified INTEGER NOT NULL,       -- nanoseconds since 1970
    looked INTEGER NOT NULL,         -- when it was looked at, in the same measure
    digest TEXT NOT NULL             -- SHA-256 of the content
) WITHOUT ROWID;
CREATE TABLE submissions (           -- every content ever read, by every version of the reading code
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL,
    reader TEXT NOT NULL,
    size INTEGER NOT NULL,
    form TEXT, fiscal_year INTEGER, key TEXT, name TEXT,
    first_run INTEGER NOT NULL REFERENCES runs,
    crc INTEGER NOT NULL,            -- of the texts in the three tables below
    UNIQUE (digest, reader)
);
CREATE TABLE records (submission INTEGER PRIMARY KEY REFERENCES submissions, data TEXT NOT NULL);
CREATE TABLE origins (submission INTEGER PRIMARY KEY REFERENCES submissions, data TEXT NOT NULL);
CREATE TABLE problems (submission INTEGER PRIMARY KEY REFERENCES submissions, data TEXT NOT NULL);
CREATE TABLE sightings (             -- what every finished run saw, and what became of it
    run INTEGER NOT NULL REFERENCES runs,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER,                -- nanoseconds since 1970
    digest TEXT NOT NULL,
    key TEXT, name TEXT,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,            -- the problem that says why, as JSON
    errors INTEGER NOT NULL, warnings INTEGER NOT NULL,
    PRIMARY KEY (run, path)
) WITHOUT ROWID;
CREATE INDEX sightings_of_key ON sightings (key);
CREATE INDEX submissions_of_key ON submissions (key);
"""

_LAYOUTS = """
CREATE TABLE layouts (               -- where values stand, which is the same in most submissions
    digest TEXT PRIMARY KEY,         -- SHA-256 of the text
    data TEXT NOT NULL
) WITHOUT ROWID;
ALTER TABLE origins ADD COLUMN layout TEXT REFERENCES layouts;
CREATE TABLE findings (              -- what the checks of the sheet found
    submission INTEGER PRIMARY KEY REFERENCES submissions,
    rules TEXT NOT NULL,             -- fingerprint of the checks and the settings
    crc INTEGER NOT NULL,            -- of the text
    data TEXT NOT NULL
);
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _LAYOUTS)
"""Step n makes version n of version n - 1."""
