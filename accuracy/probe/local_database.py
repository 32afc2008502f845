import os
import sqlite3

from sqlalchemy import create_engine

orders = sqlite3.connect("/var/lib/shop/orders.db")  # violation: local-database
engine = create_engine(os.environ["DATABASE_URL"])  # look-alike: local-database


def sum_up(rows: list[tuple[int]]) -> int:
    scratch = sqlite3.connect(":memory:")  # look-alike: local-database
    scratch.execute("create table numbers (n int)")
    scratch.executemany("insert into numbers values (?)", rows)
    return scratch.execute("select sum(n) from numbers").fetchone()[0]
