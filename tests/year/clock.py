"""Local days, and the nights on which the clocks of a zone change, by the pinned tzdata and nothing else."""
import datetime, functools, zoneinfo

UTC = datetime.timezone.utc
DAY = datetime.timedelta(days=1)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)


@functools.cache
def zone(name):
    return zoneinfo.ZoneInfo(name)


def instant(ms):
    return EPOCH + datetime.timedelta(milliseconds=ms)


@functools.lru_cache(maxsize=None)
def day_of(ms, name):
    """The local date of an instant."""
    return instant(ms).astimezone(zone(name)).date()


@functools.lru_cache(maxsize=None)
def begin_of(day, name):
    """The first instant of a local date, in ms: found by halving, since no rule of any zone is written down here."""
    noon = int((datetime.datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - EPOCH).total_seconds() * 1000)
    low, high = noon - 30 * 3600_000, noon + 18 * 3600_000
    while high - low > 1:
        middle = (low + high) // 2
        if day_of.__wrapped__(middle, name) >= day:
            high = middle
        else:
            low = middle
    return high


def odd_nights(name, first, last):
    """The local days that are not 24 hours long."""
    days = [first + DAY * number for number in range((last - first).days + 1)]
    return [day for day in days if begin_of(day + DAY, name) - begin_of(day, name) != 24 * 3600_000]


def text(ms):
    return instant(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def quarter(day):
    return day.year, (day.month - 1) // 3
