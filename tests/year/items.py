"""What the tables hold, read from the file of a folder that nobody holds: the embedded database is SQLite."""
import json, shutil, sqlite3, contextlib

# Marks, fences and the times of runs tell when something was counted, not what.
PASSING = ("beat", "mark#", "f#", "job#")


def rollups(folder, without=()):
    """Every rollup item by its key, as one text; of a timeline without the number of its last run."""
    items = {}
    with contextlib.closing(sqlite3.connect(f"file:{folder}/atbalss.sqlite?mode=ro", uri=True)) as database:
        for pk, sk, text in database.execute('SELECT pk, sk, item_json FROM "atbalss-rollups"'):
            pk, sk = pk.removeprefix("S:"), sk.removeprefix("S:")
            if not pk.startswith(PASSING):
                item = json.loads(text)
                if pk.startswith("l#"):
                    item.pop("fence", None)
                for name in without:
                    item.pop(name, None)
                items[pk, sk] = json.dumps(item, sort_keys=True, ensure_ascii=False)
    return items


def differences(one, other):
    """The keys under which two sets of items are not the same, byte by byte."""
    return sorted(f"{pk} {sk}: {one.get((pk, sk), 'nothing')[:300]} … {other.get((pk, sk), 'nothing')[:300]}"
                  for pk, sk in one.keys() | other.keys() if one.get((pk, sk)) != other.get((pk, sk)))


def corrupted(folder, copy, prefix, change):
    """A copy of a folder in which one item, whose partition begins so, was changed behind the program's back."""
    shutil.copytree(folder, copy)
    with contextlib.closing(sqlite3.connect(f"{copy}/atbalss.sqlite")) as database:
        rows = database.execute('SELECT pk, sk, item_json FROM "atbalss-rollups" WHERE pk LIKE ? ORDER BY pk, sk', (f"S:{prefix}%",)).fetchall()
        for pk, sk, text in rows[len(rows) // 2:]:
            if (changed := change(text)) != text:
                database.execute('UPDATE "atbalss-rollups" SET item_json = ? WHERE pk = ? AND sk = ?', (changed, pk, sk))
                database.commit()
                return pk.removeprefix("S:"), sk.removeprefix("S:")
    raise AssertionError(f"no item of {prefix} could be changed")
