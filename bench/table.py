"""Medians side by side, and whether the add-on keeps to its targets."""

from statistics import median

MORE_QUERIES = 2
TIMES = 1.05
TIMES_OF_LIST = 1.2
TIMES_OF_CONTRACTS = 1.5


def of_steps(plain, *others):
    print(f"{'':18}{plain.title:>16}", *(f"{way.title:>25}     " for way in others))
    columns = [f"{'ms':>9}  ratio  queries     "] * len(others)
    print(f"{'':18}{'ms':>8}{'queries':>8}", *columns)
    for name, costs in plain.costs.items():
        columns = [_compare(way.costs[name], costs, TIMES) for way in others]
        print(f"{name:18}{_figures(costs)}", *columns)
    print(f"Target: {TIMES} times as long, and {MORE_QUERIES} queries more.\n")


def of_lists(plain, *others, times=TIMES_OF_LIST):
    (name, costs) = plain
    print(f"{name:24}{_figures(costs)}")
    for name, costs in others:
        print(f"{name:24}{_compare(costs, plain[1], times)}")
    print(f"Target: {times} times as long.\n")


def _figures(costs):
    return f"{_time(costs):8.1f}{_queries(costs):8}"


def _compare(costs, plain, times):
    ratio, more = _ratio(costs, plain), _queries(costs) - _queries(plain)
    verdict = "ok" if ratio <= times and more <= MORE_QUERIES else "over"
    return f"{_time(costs):9.1f}{ratio:7.2f}{more:+9} {verdict:4}"


def _time(costs):
    return median(cost.milliseconds for cost in costs)


def _queries(costs):
    return round(median(cost.queries for cost in costs))


def _ratio(costs, plain):
    """Compare what ran one after the other, and so met the same noise."""
    pairs = zip(costs, plain, strict=True)
    return median(ours.milliseconds / theirs.milliseconds for ours, theirs in pairs)
