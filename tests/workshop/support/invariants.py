"""What is true of the database at any moment, whoever was killed when: asked as queries."""

from __future__ import annotations

from sqlalchemy import text

NOTHING = {
    "a submission without a live job": """
        SELECT s.public FROM submission s LEFT JOIN job j ON j.submission = s.id AND j.regrading = 0
        WHERE j.id IS NULL""",
    "a submission whose files are gone": """
        SELECT s.public FROM submission s LEFT JOIN snapshot f ON f.tree = s.tree WHERE f.tree IS NULL""",
    "a graded submission without a report that counts": """
        SELECT s.public FROM submission s LEFT JOIN current c ON c.submission = s.id
        WHERE s.state = 'graded' AND c.job IS NULL""",
    "a report that counts for a submission that is not graded": """
        SELECT s.public FROM current c JOIN submission s ON s.id = c.submission WHERE s.state <> 'graded'""",
    "states of a submission and of its job that do not fit": """
        SELECT s.public, s.state, j.state FROM submission s JOIN job j ON j.submission = s.id AND j.regrading = 0
        WHERE (s.state = 'queued') <> (j.state = 'queued') OR (s.state = 'grading') <> (j.state = 'leased')
           OR (s.state = 'graded') <> (j.state = 'done')""",
    "a job that is done without a report": """
        SELECT j.id FROM job j LEFT JOIN report r ON r.job = j.id WHERE j.state = 'done' AND r.job IS NULL""",
    "a passed hand-in of a stage that nothing closed": """
        SELECT s.public FROM submission s JOIN current c ON c.submission = s.id JOIN report r ON r.job = c.job
        LEFT JOIN closure x ON x.person = s.person AND x.stage = s.stage
        WHERE r.passed AND s.kind = 'hand-in' AND x.stage IS NULL AND s.baseline =
              (SELECT max(b.ordinal) FROM baseline b WHERE b.person = s.person AND b.stage = s.stage - 1)""",
    "a closure whose files are not the baseline": """
        SELECT x.person, x.stage FROM closure x JOIN submission s ON s.id = x.submission
        LEFT JOIN baseline b ON b.person = x.person AND b.stage = x.stage AND b.ordinal = 0 AND b.tree = s.tree
        WHERE b.tree IS NULL""",
    "a closed stage above one that is open": """
        SELECT x.person, x.stage FROM closure x LEFT JOIN closure y ON y.person = x.person AND y.stage = x.stage - 1
        WHERE x.stage > 1 AND y.stage IS NULL""",
    "two that wait": """
        SELECT person, stage FROM submission WHERE state = 'queued' GROUP BY person, stage HAVING count(*) > 1""",
    "a gap in the events, or one twice": """
        SELECT e.room FROM event e JOIN room r ON r.id = e.room
        GROUP BY e.room, r.seq HAVING count(*) <> max(e.seq) OR min(e.seq) <> 1 OR max(e.seq) <> r.seq""",
    "a verdict of a regrading that counts before it is applied": """
        SELECT c.submission FROM current c JOIN job j ON j.id = c.job JOIN regrading g ON g.id = j.regrading
        WHERE g.state <> 'applied'""",
    "a regrading that waits for nothing, or is decided and still waits": """
        SELECT g.public FROM regrading g
        WHERE (g.state = 'running') <> EXISTS
              (SELECT 1 FROM job j WHERE j.regrading = g.id AND j.state IN ('queued', 'leased'))""",
    "an opening without its event": """
        SELECT o.room, o.stage FROM opening o
        WHERE (SELECT count(*) FROM event e WHERE e.room = o.room AND e.type = 'opened') <>
              (SELECT count(*) FROM opening p WHERE p.room = o.room)""",
    "a verdict without its event, or one twice": """
        SELECT r.id FROM room r
        WHERE (SELECT count(*) FROM event e WHERE e.room = r.id AND e.type = 'graded') <>
              (SELECT count(*) FROM current c JOIN submission s ON s.id = c.submission
               JOIN person p ON p.id = s.person WHERE p.room = r.id)""",
    "a hand-in without its event, or one twice": """
        SELECT r.id FROM room r
        WHERE (SELECT count(*) FROM event e WHERE e.room = r.id AND e.type = 'handed-in') <>
              (SELECT count(*) FROM submission s JOIN person p ON p.id = s.person WHERE p.room = r.id)""",
}


def broken(connection):
    """What is not as it must be, with the rows that show it; empty: all is well."""
    found = {name: connection.execute(text(query)).fetchall() for name, query in NOTHING.items()}
    return {name: rows for name, rows in found.items() if rows}
