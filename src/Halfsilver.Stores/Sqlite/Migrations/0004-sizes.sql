ALTER TABLE revision ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
UPDATE revision SET size = length(plan);
CREATE INDEX revision_size ON revision (number, size);
CREATE INDEX revision_source ON revision (source, number);
